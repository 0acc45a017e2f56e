"""What agents say is wrong in the knowledge base, and what users asked in vain."""
