"""What a state and its operators set: `thana.toml` and THANA_* variables, read once, checked,
frozen.
"""

from __future__ import annotations

import os
import re
import tomllib
from decimal import Decimal
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from core.errors import StartupError
from core.setting_faults import faults_of
from core.setting_sections import (
    Audit,
    Clocks,
    Documents,
    Files,
    GraphQLLimits,
    Notifications,
    OfficerSignIn,
    OneTimeCodes,
    Payments,
    Positive,
    Privacy,
    Sessions,
    Sockets,
    State,
)
from core.texts import Language

PREFIX = "THANA_"
NOT_SETTINGS = {"THANA_CONFIG", "THANA_TEST_POSTGRES"}

ProfileField = Literal[
    "full_name", "relative_name", "gender", "birth_date", "present_address", "permanent_address"
]


class Settings(BaseSettings):
    """Everything that can be set. Nothing secret has a default."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        frozen=True,
        extra="forbid",
        nested_model_default_partial_update=True,
    )

    mode: Literal["production", "demo"] = "production"
    state: State = State()
    languages: Annotated[tuple[Language, ...], Field(min_length=1)] = (Language.HI, Language.EN)
    plugins: tuple[str, ...] = ("directory", "lost_property", "tenant", "tips", "verification")
    services: dict[str, dict[str, Any]] = {}
    database_url: str = "sqlite://var/thana.sqlite3"
    database_connections: Positive = 10
    secret_keys: tuple[SecretStr, ...] = ()
    secret_key_file: Path | None = None
    public_url: Annotated[str, Field(pattern="^https?://[^/?#@ ]+$")] = "http://127.0.0.1:8000"
    hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]")
    allowed_origins: tuple[str, ...] = ()
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    trusted_documents_only: bool | None = None
    access_log: bool = False
    drain_seconds: Annotated[float, Field(ge=0)] = 0
    required_profile: tuple[ProfileField, ...] = ("full_name",)
    district_search_km: Annotated[Decimal, Field(gt=0)] = Decimal(60)
    graphql: GraphQLLimits = GraphQLLimits()
    sockets: Sockets = Sockets()
    one_time_codes: OneTimeCodes = OneTimeCodes()
    officer_sign_in: OfficerSignIn = OfficerSignIn()
    sessions: Sessions = Sessions()
    files: Files = Files()
    documents: Documents = Documents()
    notifications: Notifications = Notifications()
    audit: Audit = Audit()
    privacy: Privacy = Privacy()
    clocks: Clocks = Clocks()
    payments: Payments = Payments()

    def offered(self, *wanted: Language | None) -> Language:
        """The first of these languages that this state offers, else the state's own first: people
        may have chosen one before the state dropped it.
        """
        return next((each for each in wanted if each in self.languages), self.languages[0])

    @property
    def is_demo(self) -> bool:
        return self.mode == "demo"

    @property
    def only_trusted_documents(self) -> bool:
        """Production runs trusted documents alone unless the operator says otherwise."""
        return (
            not self.is_demo if self.trusted_documents_only is None else self.trusted_documents_only
        )

    @property
    def keys(self) -> tuple[str, ...]:
        """The secret keys, newest first: the first one seals, each of them opens."""
        listed = tuple(key.get_secret_value() for key in self.secret_keys)
        if self.secret_key_file is None:
            return listed
        try:
            return (*listed, *self.secret_key_file.read_text(encoding="ascii").split())
        except (OSError, UnicodeDecodeError) as error:
            raise StartupError(
                f"setting secret_key_file: {self.secret_key_file} cannot be read"
                f" ({type(error).__name__}); name a file of plain text that this process may read"
            ) from None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (
            init_settings,
            env_settings,
            TomlConfigSettingsSource(settings_cls, configuration_file()),
        )


def configuration_file() -> Path:
    """The file that THANA_CONFIG names, else thana.toml in the working folder."""
    return Path(os.environ.get("THANA_CONFIG", "thana.toml"))


def read_settings(**overrides: Any) -> Settings:
    """The checked settings; a wrong or unknown key is a StartupError that names it."""
    faults = _unknown_variables()
    try:
        settings = Settings(**overrides)
    except ValidationError as error:
        raise StartupError(*faults, *faults_of(error, Settings)) from None
    except SettingsError as error:  # a variable of a list or table; its message names the field
        raise StartupError(*faults, f"{error}; lists and tables are written as JSON") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StartupError(f"{configuration_file()}: is not TOML in UTF-8: {error}") from None
    if faults:
        raise StartupError(*faults)
    if os.environ.get("THANA_CONFIG") and not configuration_file().is_file():
        raise StartupError(f"THANA_CONFIG names {configuration_file()}, and no such file is there")
    return settings


def _unknown_variables() -> list[str]:
    variables = [name for name in os.environ if name.upper().startswith(PREFIX)]
    return [
        f"variable {name}: no such setting; known: {', '.join(sorted(Settings.model_fields))}"
        for name in variables
        if name not in NOT_SETTINGS
        and re.sub("__.*", "", name[len(PREFIX) :]).lower() not in Settings.model_fields
    ]
