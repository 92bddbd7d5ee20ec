"""Where settings come from, and the clock that one of them sets."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError
from pydantic_settings import SettingsConfigDict

from kit.clock import Clock, real_now
from kit.settings import ServiceSettings, shared


class Settings(ServiceSettings):
    """As a service writes them."""

    model_config = SettingsConfigDict(env_prefix="IMAGIN_SAMPLE_")

    storage_url: str = "file:///var/imagin"
    banner: str = shared("BANNER", "")


def test_what_is_its_own_has_the_prefix_of_the_service_and_the_rest_is_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "IMAGIN_SAMPLE_DATABASE_URL": "postgresql://host/imagin_sample",
        "IMAGIN_SAMPLE_THREADS": "3",
        "IMAGIN_SAMPLE_STORAGE_URL": "s3://store/bucket",
        "IMAGIN_SAMPLE_ACADEMY": "WRONG",
        "IMAGIN_ACADEMY": "LILLE",
        "IMAGIN_BANNER": "shared",
        "IMAGIN_ADDRESSES": "auth=127.0.0.1:7101, missions=127.0.0.1:7102,",
    }.items():
        monkeypatch.setenv(name, value)
    settings = Settings()
    assert (settings.database_url, settings.threads) == ("postgresql://host/imagin_sample", 3)
    assert (settings.storage_url, settings.academy, settings.banner) == ("s3://store/bucket", "LILLE", "shared")
    assert settings.addresses == {"auth": "127.0.0.1:7101", "missions": "127.0.0.1:7102"}


def test_a_service_does_not_start_without_its_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("IMAGIN_SAMPLE_DATABASE_URL", raising=False)
    with pytest.raises(ValidationError, match="database_url"):
        Settings()


@pytest.mark.parametrize(
    "wrong",
    [
        {"threads": 0},
        {"log_format": "xml"},
        {"addresses": "auth"},
        {"tls_certificate": Path("a")},
        {"tls_key": Path("a"), "tls_authority": Path("b")},
    ],
)
def test_a_setting_that_makes_no_sense_stops_the_start(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Settings(**{"database_url": "postgresql://host/x"} | wrong)


def test_by_default_business_time_is_real_time() -> None:
    clock = Clock()
    assert abs(clock.now() - real_now()) < timedelta(seconds=1)
    assert not clock.is_shifted


def test_business_time_runs_on_from_an_instant() -> None:
    clock = Clock("2026-06-15T08:00:00+02:00")
    assert clock.is_shifted
    assert timedelta() <= clock.now() - datetime(2026, 6, 15, 6, tzinfo=UTC) < timedelta(seconds=5)


def test_processes_that_start_one_after_the_other_read_the_same_business_time() -> None:
    setting = f"2026-06-15T08:00:00Z@{(real_now() - timedelta(hours=3)).isoformat()}"
    assert abs(Clock(setting).now() - datetime(2026, 6, 15, 11, tzinfo=UTC)) < timedelta(seconds=5)


@pytest.mark.parametrize("setting", ["", "now", "2026-06-15", "2026-06-15T08:00:00", "2026-06-15T08:00:00Z@yesterday"])
def test_a_clock_that_says_no_instant_stops_the_start(setting: str) -> None:
    with pytest.raises(ValueError):
        Clock(setting)


def test_a_clock_can_be_stopped_and_moved() -> None:
    clock = Clock()
    clock.set(datetime(2026, 1, 1, tzinfo=UTC))
    clock.advance(timedelta(days=1))
    assert clock.now() == datetime(2026, 1, 2, tzinfo=UTC)
