"""Notes what became of the messages of the terminal, as the web app does for its doors."""

from collections.abc import Sequence
from contextlib import closing

from bot.channels.answer import Answer
from bot.channels.assistant import Question, SignedInUser
from bot.channels.outcomes.log import OutcomeLog
from bot.channels.outcomes.metrics import count_message
from bot.channels.outcomes.reading import door_of
from bot.channels.outcomes.recorder import OutcomeRecorder
from bot.channels.web.security.key_file import key_of
from bot.channels.web.security.tokens import Tokens
from bot.channels.web.settings import WebSettings
from bot.operations.cli.client import Conversation
from bot.operations.cli.output import say
from common.clock import Clock
from common.database import Database, StoreError
from common.settings import SettingsError, SharedSettings, load_settings
from common.telemetry.process import join_metrics


class TerminalOutcomes:
    """Notes messages of one conversation once they were answered; it fails with a line only."""

    def __init__(self, settings: SharedSettings, conversation: Conversation) -> None:
        self._settings, self._conversation = settings, conversation
        self._recorder: OutcomeRecorder | None = None
        join_metrics(settings.data_dir)

    def note(self, text: str, answers: Sequence[Answer], *, is_payload: bool = False) -> None:
        """Note a message, after its answer was shown."""
        user = self._conversation.user.get("user", {}).get("id", "")
        question = Question(
            sender=self._conversation.sender,
            text=text,
            channel="cli",
            audience="agent" if self._conversation.audience == "agent" else "employee",
            user=SignedInUser(user, email=user) if user else None,
            is_payload=is_payload,
        )
        count_message(door_of(question.channel), answers)
        try:
            with closing(Database(self._settings.database_url)) as database:
                log = OutcomeLog(database, Clock(self._settings.time_zone))
                if self._recorder is None:
                    self._recorder = OutcomeRecorder(log, self._tokens().pseudonym)
                log.write([self._recorder.noted(question, answers)])
        except (StoreError, SettingsError, OSError) as error:
            say(f"This message is not in the figures: {error}")

    def _tokens(self) -> Tokens:
        secrets = [one.get_secret_value() for one in load_settings(WebSettings).secret]
        return Tokens(secrets or [key_of(self._settings.data_dir)])
