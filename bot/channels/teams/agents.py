"""Who in Teams is a Service Desk agent: the object ids that the operator lists."""

from uuid import UUID

from bot.channels.teams.settings import TeamsSettings
from common.live_file import LiveFile


class TeamsAgents:
    """TEAMS_AGENTS and, read again when it changes, TEAMS_AGENTS_FILE."""

    def __init__(self, settings: TeamsSettings) -> None:
        """Reads the file. Raises SettingsError."""
        self._listed = frozenset(settings.agents)
        file = settings.agents_file
        self._file = LiveFile("TEAMS_AGENTS_FILE", file, read_agents) if file else None

    def __contains__(self, user_id: object) -> bool:
        """Whether the user with that object id is an agent now."""
        return user_id in self._listed or bool(self._file and user_id in self._file.content)


def read_agents(text: str) -> frozenset[str]:
    """Object ids, one a line; `#` begins a comment. Raises ValueError that names every fault."""
    agents, faults = set(), []
    for number, line in enumerate(text.splitlines(), start=1):
        agent = line.partition("#")[0].strip().casefold()
        if agent and not _is_object_id(agent):
            faults.append(f'line {number}: "{agent}" is not the object ID of a user in Entra')
        agents.add(agent)
    if faults:
        raise ValueError("\n".join(faults))
    return frozenset(agents - {""})


def _is_object_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
