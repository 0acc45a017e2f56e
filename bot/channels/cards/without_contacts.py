"""An answer without people, for where others read along."""

from bot.channels.answer import Answer
from locales import Labels


def without_contacts(answer: Answer, labels: Labels) -> Answer:
    """The answer without contacts; the actions leave them out already, this makes it certain.

    Lines of the text that name one of them are left out; so are mails, which are addressed to them.
    """
    if not answer.reply or answer.reply.without_people() == answer.reply:
        return answer
    names = {
        part
        for person in answer.reply.people
        for part in (person.name, person.email, person.phone)
        if part
    }
    lines = answer.text.splitlines()
    kept = [line for line in lines if not any(name in line for name in names)]
    note = [labels.card.no_names_here] if len(kept) < len(lines) else []
    return Answer("\n".join([*kept, *note]), answer.reply.without_people(), answer.buttons)
