"""What accounts write to people: about their password, their roles and invitations."""

from accounts.domain.links import LinkPurpose
from accounts.domain.roles import Role
from accounts.domain.settings import AccountsSettings
from accounts.service import recipients
from accounts.store import queries
from accounts.store.tables import Invitation, Organisation, User
from foundation.database.work import UnitOfWork
from foundation.messages import letters
from foundation.messages.letters import Letter
from foundation.messages.records import Message
from foundation.text.message import LazyText, Named, say

CHOOSE = say("Choose your password: %(link)s")
ANSWER = say("Look at the invitation and answer: %(link)s")
ASK_AGAIN = say("Choose another password: %(link)s")


def password_link(
    uow: UnitOfWork,
    user: User,
    purpose: LinkPurpose,
    path: str,
    opening: tuple[LazyText, ...] = (),
) -> None:
    """Send a link for one use to the address of an account; `opening` says why, if not as usual."""
    settings = uow.settings.of(AccountsSettings)
    if purpose is LinkPurpose.FIRST:
        subject = say("Choose your password for Ieum")
        usual = say("You have an account in Ieum, the interpreters' pool of the network.")
        sentences: tuple[LazyText, ...] = (
            *(opening or (usual,)),
            say("The link works once, for %(n)s days.", n=settings.invitation_days),
        )
    else:
        subject = say("A new password for Ieum")
        sentences = (
            say("A new password was requested for this address."),
            say("The link works once, for %(n)s minutes.", n=settings.reset_minutes),
            say("If it was not you, do nothing. Your password stays as it is."),
        )
    _write(uow, user, subject, sentences, path, closing=CHOOSE, secret=True)


def password_changed(uow: UnitOfWork, user: User) -> None:
    """Tell somebody that the password of the account is another one now."""
    sentences = [
        say("The password of your account was changed, and every browser was signed out."),
        say("If it was not you, choose another password at once and call the centre."),
    ]
    centre = queries.find_centre(uow.db)
    if centre is not None and centre.phone:
        sentences.append(say("Centre phone: %(number)s", number=centre.phone))
    _write(
        uow,
        user,
        say("Your password was changed"),
        tuple(sentences),
        "/password/forgot",
        closing=ASK_AGAIN,
    )


def second_step_changed(uow: UnitOfWork, user: User, what: LazyText) -> None:
    """Tell somebody that the way into the account was changed."""
    sentences = (
        what,
        say("If it was not you, choose another password at once and call the centre."),
    )
    _write(uow, user, say("Your sign-in was changed"), sentences, "/account/sign-in")


def recovery_code_used(uow: UnitOfWork, user: User, left: int) -> None:
    """Tell somebody that a code from paper opened the account, and how many are left."""
    sentences = (
        say("A recovery code was used to sign in. Codes left: %(n)s.", n=left),
        say("If it was not you, choose another password at once and call the centre."),
    )
    _write(uow, user, say("A recovery code was used"), sentences, "/account/sign-in")


def second_step_guessed(uow: UnitOfWork, user: User, times: int) -> None:
    """Warn somebody whose password is known to whoever types wrong codes."""
    sentences = (
        say(
            "Your right password was typed, and then a wrong code %(n)s times. Nobody was let in.",
            n=times,
        ),
        say("If it was not you, somebody knows your password. Choose another one now."),
    )
    _write(
        uow,
        user,
        say("Somebody knows your password"),
        sentences,
        "/password/forgot",
        closing=ASK_AGAIN,
    )


def new_browser(uow: UnitOfWork, user: User, browser: str) -> None:
    """Tell somebody of a sign-in from a browser that was not used for the account before."""
    sentences = (
        say("Your account was opened in another browser: %(browser)s.", browser=browser)
        if browser
        else say("Your account was opened in another browser."),
        say("If it was you, there is nothing to do."),
        say("If it was not you, sign out everywhere and choose another password."),
    )
    _write(uow, user, say("Signed in on another device"), sentences, "/account/sign-in")


def role_given(uow: UnitOfWork, user: User, organisation: Organisation, role: Role) -> None:
    """Tell somebody of a role that an administrator gave."""
    sentence = say(
        "You now work at %(organisation)s as: %(role)s.",
        organisation=Named(organisation.name_in),
        role=role,
    )
    _write(uow, user, say("You have another role in Ieum"), (sentence,), "/account")


def role_taken(uow: UnitOfWork, user: User, organisation: Organisation, role: Role) -> None:
    """Tell somebody of a role that an administrator took away."""
    sentence = say(
        "You no longer work at %(organisation)s as: %(role)s. Sign in again to go on.",
        organisation=Named(organisation.name_in),
        role=role,
    )
    _write(uow, user, say("A role in Ieum was removed"), (sentence,), "/account")


def invitation(uow: UnitOfWork, invited: Invitation, organisation: Organisation, path: str) -> None:
    """Invite whoever reads the address; it says the same with and without an account."""
    sentences = (
        say(
            "%(organisation)s invites you to Ieum, the interpreters' pool of the network, as: %(role)s.",
            organisation=Named(organisation.name_in),
            role=invited.role,
        ),
        say(
            "The link works for %(n)s days. Nothing changes until you accept.",
            n=uow.settings.of(AccountsSettings).invitation_days,
        ),
        say("You do not know what this is about? Then do nothing."),
    )
    letter = Letter(
        subject=say("You are invited to Ieum"),
        sentences=sentences,
        path=path,
        about=f"invitation:{invited.id}",
        closing=ANSWER,
        secret=True,
    )
    to = recipients.of_address(invited.email, invited.language)
    letters.replace(uow, to, letter)


def invitation_answered(uow: UnitOfWork, invited: Invitation, *, accepted: bool) -> None:
    """Tell the inviter what came of it."""
    sentence = (
        say("%(name)s has accepted and can work with you now.", name=invited.full_name)
        if accepted
        else say("%(name)s has declined. Nothing was changed.", name=invited.full_name)
    )
    letter = Letter(
        subject=say("Your invitation was answered"),
        sentences=(sentence,),
        path="/org/users",
        about=f"invitation:{invited.id}",
    )
    letters.write(uow, recipients.find(uow, invited.invited_by), letter)


def letters_lost(uow: UnitOfWork, about: str, count: int) -> None:
    """Tell the centre's administrators that letters could not be sent."""
    letter = Letter(
        subject=say("Messages could not be sent"),
        sentences=(
            say("Messages that could not be sent since yesterday: %(n)s.", n=count),
            say(
                "The outbox shows each recipient and the reason. Send them again there, or tell people by phone."
            ),
        ),
        path="/outbox?state=lost",
        about=about,
    )
    letters.write_to_all(uow, recipients.with_role(uow, Role.CENTRE_ADMIN), letter)


def files_missing(uow: UnitOfWork, count: int) -> None:
    """Tell the centre's administrators that files which people handed in are not in their folder."""
    letter = Letter(
        subject=say("Files are missing"),
        sentences=(
            say("Files that are missing from the folder of files: %(n)s.", n=count),
            say(
                "Have the folder of files (IEUM_FILES_DIR) restored from a backup. The audit trail names each of them."
            ),
        ),
        path="/audit?topic=file",
        about=f"files-missing:{uow.today}",
    )
    letters.write_to_all(uow, recipients.with_role(uow, Role.CENTRE_ADMIN), letter)


def _write(
    uow: UnitOfWork,
    user: User,
    subject: LazyText,
    sentences: tuple[LazyText, ...],
    path: str,
    *,
    closing: LazyText = letters.OPEN_THE_APP,
    secret: bool = False,
) -> None:
    letter = Letter(
        subject=subject,
        sentences=sentences,
        path=path,
        about=f"{'password' if secret else 'user'}:{user.id}",
        closing=closing,
        secret=secret,
    )
    write = letters.replace if secret else letters.write
    write(uow, recipients.of_user(user), letter)


def try_out(uow: UnitOfWork) -> Message | None:
    """Write to whoever asks for it, in every way that they have chosen."""
    to = recipients.find(uow, uow.actor.user_id)
    letter = Letter(
        subject=say("A test message"),
        sentences=(say("If you read this, messages reach you this way."),),
        path="/account/messages",
        about=f"test-message:{uow.actor.user_id}",
    )
    return None if to is None else letters.kept(uow, to, letter)
