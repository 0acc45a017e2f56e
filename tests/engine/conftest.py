"""Every test of the engine has Rasa as the engine has it: without what no component needs."""

from bot.engine import slim

slim.install()
