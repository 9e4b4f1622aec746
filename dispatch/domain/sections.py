"""Every section of settings that dispatch adds to those of the foundation."""

from typing import Any

from dispatch.domain.claims_settings import ClaimsSettings
from dispatch.domain.on_demand_settings import OnDemandSettings
from dispatch.domain.settings import DispatchSettings
from dispatch.domain.translation_settings import TranslationSettings

SECTIONS: tuple[type[Any], ...] = (
    DispatchSettings,
    OnDemandSettings,
    ClaimsSettings,
    TranslationSettings,
)
