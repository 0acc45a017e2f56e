"""What the console is told about itself: who is signed in."""

from fastapi import APIRouter, Request
from pydantic import BaseModel

from bot.channels.console.access import agent_of


class AboutBody(BaseModel):
    """The agent who is signed in."""

    name: str
    email: str


def about_router() -> APIRouter:
    """`GET /me`."""
    router = APIRouter()

    @router.get("/me")
    async def me(request: Request) -> AboutBody:
        """Who is signed in."""
        agent = agent_of(request)
        return AboutBody(name=agent.name, email=agent.email)

    return router
