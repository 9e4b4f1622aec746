"""What the centre is told when files are missing from their folder."""

from accounts.service import notices
from foundation.database.work import UnitOfWork
from foundation.files.news import FilesMissing


def on_files_missing(uow: UnitOfWork, news: FilesMissing) -> None:
    """Tell the administrators of the centre, once for each night that finds some."""
    notices.files_missing(uow, news.count)
