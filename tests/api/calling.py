"""A program that speaks to the API with a token, and nothing else."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from accounts.domain import scopes as accounts
from accounts.service import api_tokens
from accounts.service.api_tokens import NewToken
from accounts.store.tables import User
from dispatch.domain import scopes as dispatch
from foundation.database.work import Office, begin
from foundation.security.permissions import the_system
from foundation.security.scopes import TokenScope
from interpreters.domain import scopes as interpreters
from scheduling.domain import scopes as scheduling
from tests.factories import as_actor
from training.domain import scopes as training

EVERY = [
    scope.name
    for package in (accounts, interpreters, scheduling, dispatch, training)
    for scope in vars(package).values()
    if isinstance(scope, TokenScope)
]


def a_token(office: Office, user: User, scopes: Collection[str] = EVERY, **more: Any) -> str:
    """A token that somebody has just made, with the password typed again."""
    with begin(office, the_system()) as uow:
        who = replace(as_actor(uow, user), confirmed_at=uow.now)
        wanted = NewToken(name="a program", scopes=scopes, days=30, **more)
        return api_tokens.make(replace(uow, actor=who), wanted)


@dataclass
class Program:
    """A client without cookies."""

    web: FlaskClient
    headers: dict[str, str] = field(default_factory=dict[str, str])

    @classmethod
    def of(cls, application: Flask, token: str, language: str = "en") -> "Program":
        """A program that holds a token."""
        headers = {"Authorization": f"Bearer {token}", "Accept-Language": language}
        return cls(application.test_client(use_cookies=False), headers)

    def get(self, path: str, *, known: str = "") -> TestResponse:
        """Read something; `known` is the state that the asker has already."""
        more = {"If-None-Match": known} if known else {}
        return self.web.get(f"/api/v1{path}", headers={**self.headers, **more})

    def post(
        self, path: str, body: object = None, *, key: str = "", match: str = ""
    ) -> TestResponse:
        """Do something: once for a key, and only in the state that is meant."""
        named = {"Idempotency-Key": key, "If-Match": match}
        return self.web.post(
            f"/api/v1{path}",
            json={} if body is None else body,
            headers={**self.headers, **{name: value for name, value in named.items() if value}},
        )

    def done(
        self, path: str, body: object = None, status: int = 200, *, key: str = "", match: str = ""
    ) -> Any:
        """Do something that works; what was answered."""
        answer = self.post(path, body, key=key, match=match)
        assert answer.status_code == status, answer.get_data(as_text=True)
        return answer.json

    def read(self, path: str) -> Any:
        """Read something that is there."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return answer.json
