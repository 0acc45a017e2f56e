"""Replies: contract, words, renderer, actions."""
