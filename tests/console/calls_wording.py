"""What the outside hand of calls.yml says in other words than the records, and where it errs.

Each phrase stands for words of the record which the page must show, all of them, in every call in
which the hand used it.
"""

OTHER_WORDS: dict[str, tuple[str, ...]] = {
    "COT Disaster Recovery Coordinator": ("COT's Disaster Recovery Coordinator",),
    "COT security staff member will be assigned": ("COT assigns someone from its security staff",),
    "COT web content management staff will be assigned": (
        "COT web content management staff are assigned to it and respond",
    ),
    "Management only in case of emergency": (
        "Agency Management (Director or above)",
        "That counts for this only: in an emergency",
    ),
    "Report Phish icon on the Outlook ribbon": (
        "Report Phish icon at the far right of the Outlook ribbon",
    ),
    "Xerox is responsible for setup, management and billing": (
        "Xerox manages CLEO Streem",
        "takes care of setup, management and billing",
    ),
    "agency responsible for cost of components not included in the standard rate descriptions": (
        "your agency pays for any components that the standard rate descriptions do not include",
    ),
    "backups and real-time replication": ("backups combined with real-time replication",),
    "call back 502-555-0125": ("502-555-0125", "call back the number on record first"),
    "call back 859-555-0120": ("859-555-0120", "call back the number on record first"),
    "check first whether one has already been issued": (
        "whether a COT billing number was already issued",
    ),
    "current and new addresses": ("current address", "new address"),
    "details about versioning": ("details about the version",),
    "do not open the email": ("Do not open that email",),
    "e-mail": ("emails the request",),
    "e-mail and phone do not match the listing": (
        "Nobody in the listing has this number",
        "Nobody in the contact listing was picked as the caller",
    ),
    "entry ended 2026-06-30": ("ended on 2026-06-30",),
    "large numbers or complex equipment moves may result in a fee": (
        "may cost a fee if it is large or the equipment is complex",
    ),
    "list the affected applications": ("any affected applications",),
    "mark the appropriate VPN selection": ("marks the VPN selection that fits",),
    "names of the individuals who are moving": ("name of each person who is moving",),
    "no IT Services Contact is listed for the Department of Workplace Standards": (
        "Nobody is listed as IT Services Contact of Department of Workplace Standards",
    ),
    "number of users/devices": ("number of users or devices",),
    "request a ticket to have the computer disabled": (
        "ask for a ticket to have your computer disabled",
    ),
    "reviewed on an annual basis": ("reviewed every year",),
    "server/database name": ("name of the server or database",),
    "unauthorized changes to Commonwealth data": (
        "Commonwealth data was changed without authorization",
    ),
    "violates security policies or standards": ("breaks security policies or standards",),
}

# The agency of somebody who belongs to none, as the situation has it.
ASKED_FOR = {"Kyle Brandstetter": "Department for Medicaid Services"}

# By what is typed: the verdict of the record, where the hand has another.
OTHER_VERDICTS = {
    # The source wants "Division Director level or above". The listing holds the role "Agency
    # Management (Director or above)" and a job title in free words, but no level: the sentence says
    # which level counts, and the agent sees her title, "Division Director".
    "unblock site": "partly",
    # Anybody reports a theft. The caller asks for another laptop, too, and that the source leaves
    # to an IT Services Contact.
    "laptop stolen car": "partly",
}

# By what is typed: phrases that the hand wants or does not want, and the record has otherwise.
NOT_SO = {
    # The page says it with its condition, "one for each employee who moves to another building":
    # before the question of the draft is answered nobody knows which move it is.
    "desk move same floor": "COT-F181",
    # The source says "contact the Commonwealth Service Desk", and the record names it with its
    # address; the number is the one that the caller has just called.
    "DR consult": "502-564-7576",
    # The source has the number in the next question, and so has the record of the next procedure,
    # security_incident_report, which is one key away ("Compare with").
    "is it an incident": "502-564-7576",
}
