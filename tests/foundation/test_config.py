"""Settings from the environment."""

from pathlib import Path

import pytest

import app as roof
from accounts.domain.settings import AccountsSettings
from dispatch.domain.settings import DispatchSettings
from foundation.config import Settings, names_of, read_settings, settings_from

STRONG = "0123456789abcdef" * 4
KEYS = {"IEUM_SECRET_KEY": STRONG, "IEUM_ENCRYPTION_KEYS": "a:" + STRONG}


def test_every_kind_of_value_is_read() -> None:
    settings = read_settings(
        {
            **KEYS,
            "IEUM_DEMO": "yes",
            "IEUM_SESSION_DAYS": "3",
            "IEUM_TRAVEL_DETOUR": "1.5",
            "IEUM_LANGUAGES": "ko, en ,",
            "IEUM_MAIL_FROM": "a@b.kr",
            "OTHER": "1",
        },
        roof.SECTIONS,
    )
    assert (
        settings.demo,
        settings.of(AccountsSettings).session_days,
        settings.of(DispatchSettings).travel_detour,
    ) == (True, 3, 1.5)
    assert settings.languages == ("ko", "en")
    assert settings.mail_from == "a@b.kr"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("IEUM_DEMO", "maybe"),
        ("IEUM_HEAVY_SESSIONS_PER_DAY", "-1"),
        ("IEUM_SESSION_DAYS", "many"),
        ("IEUM_TRAVEL_KMH", ""),
    ],
)
def test_a_wrong_value_names_its_variable(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=name):
        read_settings({**KEYS, name: value}, roof.SECTIONS)


def test_a_laptop_makes_its_own_keys_once_and_keeps_them_private(tmp_path: Path) -> None:
    environ = {"IEUM_DATABASE_URL": f"sqlite:///{tmp_path}/deep/ieum.db"}
    first, second = read_settings(environ), read_settings(environ)
    key_file = tmp_path / "deep" / "ieum.key"

    assert first.secret_key == second.secret_key
    assert first.encryption_keys == second.encryption_keys
    assert len(first.secret_key) == 64
    assert key_file.stat().st_mode & 0o077 == 0


def test_a_server_must_be_given_its_keys() -> None:
    with pytest.raises(ValueError, match="IEUM_SECRET_KEY"):
        read_settings({"IEUM_DATABASE_URL": "postgresql+psycopg://db/ieum"})


def test_secrets_are_not_in_the_text_of_the_settings() -> None:
    text = repr(
        read_settings(
            {**KEYS, "IEUM_SMTP_PASSWORD": "hidden-word", "IEUM_SECRET_KEY": "x9y8z7" * 8 + STRONG}
        )
    )
    assert "hidden-word" not in text
    assert "x9y8z7" not in text
    assert STRONG not in text


def test_no_two_packages_declare_the_same_name() -> None:
    names = [name for declared in (Settings, *roof.SECTIONS) for name in names_of(declared)]
    assert len(names) > 50
    assert sorted(names) == sorted(set(names))


def test_a_value_for_a_setting_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(KeyError, match="plan_second"):
        settings_from({"plan_second": 5}, roof.SECTIONS)
    assert settings_from({"plan_seconds": 5}, roof.SECTIONS).of(DispatchSettings).plan_seconds == 5


def test_a_package_has_its_usual_settings_where_none_were_given() -> None:
    assert Settings().of(DispatchSettings) == DispatchSettings()


def test_a_setting_under_its_old_name_is_refused_and_not_forgotten() -> None:
    with pytest.raises(ValueError, match="IEUM_SEALING_KEYS is called IEUM_ENCRYPTION_KEYS now"):
        read_settings({**KEYS, "IEUM_SEALING_KEYS": "a:" + "ab" * 32})


def test_keys_that_could_be_guessed_are_refused_at_the_start_one_line_each() -> None:
    weak = {
        "IEUM_SECRET_KEY": "a",
        "IEUM_SECRET_KEY_FALLBACKS": "b" * 64,
        "IEUM_ENCRYPTION_KEYS": "a:" + "0" * 64,
        "IEUM_BADGE_KEY": "f" * 64,
    }
    with pytest.raises(ValueError, match="IEUM_SECRET_KEY") as refused:
        read_settings(weak)
    assert [line.split(":")[0] for line in str(refused.value).splitlines()] == [*weak]
    for keys in ("a:short", STRONG, f"a:{STRONG},a:{STRONG[::-1]}", f":{STRONG}"):
        with pytest.raises(ValueError, match="IEUM_ENCRYPTION_KEYS"):
            read_settings({**KEYS, "IEUM_ENCRYPTION_KEYS": keys})


def test_an_address_with_https_makes_cookies_secure_and_names_the_only_host() -> None:
    address = {**KEYS, "IEUM_BASE_URL": "https://ieum.example"}
    settings = read_settings(address)
    assert settings.secure_cookies
    assert settings.trusted_hosts[0] == "ieum.example"
    assert not read_settings({**address, "IEUM_SECURE_COOKIES": "0"}).secure_cookies
    assert read_settings({**address, "IEUM_TRUSTED_HOSTS": "a.kr"}).trusted_hosts == ("a.kr",)
    assert not read_settings(KEYS).secure_cookies
