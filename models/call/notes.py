"""What agents noted of a call: at their legs, or beside it where they had none."""


def get_notes(call):
    """Return ``(user, text)`` of every author, in the order of their legs.

    Of users who were deleted all is one author's, who is no user.
    """
    call.ensure_one()
    texts = {}
    for user, legs in call.leg_ids.grouped("user_id").items():
        texts[user] = legs.mapped("note")
    users = call.env["res.users"]
    for uid, text in (call.other_notes or {}).items():
        texts.setdefault(users.browse(int(uid)).exists(), []).append(text)
    notes = [(user, "\n".join(filter(None, texts[user]))) for user in texts]
    return [(user, text) for user, text in notes if text]


def get_note(call, user, legs):
    """Return what ``user`` noted, at ``legs``, all theirs, and beside them."""
    texts = [*legs.mapped("note"), (call.other_notes or {}).get(str(user.id))]
    return "\n".join(text for text in texts if text)
