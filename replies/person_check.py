"""Whether somebody is authorized, and how that is written."""

from faq_kb.contract import Authorization, PersonCheck
from locales import Labels
from replies.markup import BETWEEN, Markup


def check_of(check: PersonCheck, labels: Labels, markup: Markup) -> str:
    """Whether a person is authorized: yes with the roles, or no with what is listed instead."""
    words = labels.sentences.check
    name, agency = markup.text(check.name), markup.text(check.agency or "")
    role = markup.text(labels.roles[check.role]) if check.role else ""
    listed = BETWEEN.join(markup.text(_authorization(one, labels)) for one in check.authorizations)
    if check.authorized:
        return words.yes.format(name=name, authorizations=listed)
    if not role:
        no = words.not_there.format(name=name, agency=agency)
    elif agency:
        no = words.not_there_in_role.format(name=name, role=role, agency=agency)
    else:
        no = words.not_in_role.format(name=name, role=role)
    return f"{no} {words.listed.format(authorizations=listed)}"


def _authorization(one: Authorization, labels: Labels) -> str:
    words = labels.sentences.check
    where = words.authorization.format(role=labels.roles[one.role], agency=one.agency)
    days = (
        pattern.format(day=day)
        for pattern, day in (
            (words.since, one.since),
            (words.until, one.until),
            (words.verified, one.verified),
        )
        if day
    )
    return ", ".join((where, *days))
