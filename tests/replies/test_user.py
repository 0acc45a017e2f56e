"""Who may see people."""

import pytest

from actions.user import User


@pytest.mark.parametrize(
    ("user", "public", "sees"),
    [
        (User(None, channel="web"), False, False),
        (User(None, channel="web"), True, True),
        (User("u1", email="", agency="", channel="teams"), False, True),
        (User("u1", email="", agency="", channel="teams-channel"), False, False),
        (User("u1", email="", agency="", channel="teams-channel"), True, False),
    ],
)
def test_people_are_shown_to_signed_in_users_and_never_in_a_channel(
    user: User, public: bool, sees: bool
) -> None:
    assert user.may_see_people(public=public) is sees


def test_a_user_is_known_by_the_address_only() -> None:
    user = User("u1", email="Avery.Birch@example.gov", agency="", channel="web")
    assert user.is_person("avery.birch@EXAMPLE.gov")
    assert not user.is_person("")
    assert not User("u1", email="", agency="", channel="web").is_person("")
