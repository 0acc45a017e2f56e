"""The bodies of the chat API, as OpenAPI documents them."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from bot.channels.web.chat.rendering import Activity
from bot.channels.web.quick_starts import QuickStart

LONGEST_TEXT = 4_000
LONGEST_TOKEN = 2_000
LONGEST_WORD = 500
# Digits of a message number: every such number is one for the database.
LONGEST_NUMBER = 9


class Strict(BaseModel):
    """A body with exactly these fields."""

    model_config = ConfigDict(extra="forbid", strict=True)


class SessionRequest(Strict):
    """`new`: leave the earlier conversation; `bearer`: answer a token and set no cookie."""

    new: bool = False
    bearer: bool = False


class UserBody(BaseModel):
    """The signed-in user."""

    name: str
    email: str
    agency: str


class SessionBody(BaseModel):
    """The conversation as it stands.

    `known`: whether the request came with a session; asked twice, a browser that keeps our cookie
    has one.
    """

    user: UserBody | None
    sign_in: bool
    token: str | None
    known: bool
    messages: list[Activity]
    quick_starts: list[QuickStart]


class TextRequest(Strict):
    """Words of the user."""

    text: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]


class ActionRequest(Strict):
    """The token of a button, and what the button said."""

    action: Annotated[str, Field(min_length=1, max_length=LONGEST_TOKEN)]
    title: Annotated[str, Field(max_length=LONGEST_TEXT)] = ""


class ChatBody(BaseModel):
    """What was said: the user's message, then the answers."""

    messages: list[Activity]


class FeedbackRequest(Strict):
    """Whether the answer with that id was helpful."""

    message: Annotated[str, Field(pattern=rf"^[0-9]{{1,{LONGEST_NUMBER}}}$")]
    helpful: bool
    word: Annotated[str, Field(max_length=LONGEST_WORD)] = ""


class HealthBody(BaseModel):
    """`away`: what the assistant needs and does not reach."""

    status: str
    away: list[str]
