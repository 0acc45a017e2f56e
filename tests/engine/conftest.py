"""Every test of the engine has Rasa as the engine has it: without what no component needs."""

from bot.engine.rasa_patches import leave_out_unused_libraries

leave_out_unused_libraries()
