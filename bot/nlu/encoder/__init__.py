"""Sentences to vectors: all-MiniLM-L6-v2 on ONNX Runtime, without PyTorch or a download."""

from bot.nlu.encoder.many import encode_many, states_of_many
from bot.nlu.encoder.runtime import SentenceEncoder, TokenStates, Vectors, shared_encoder

__all__ = [
    "SentenceEncoder",
    "TokenStates",
    "Vectors",
    "encode_many",
    "shared_encoder",
    "states_of_many",
]
