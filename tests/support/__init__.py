"""What tests share: a running assistant, databases, paths."""
