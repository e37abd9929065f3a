"""Puts the ways by which messages leave together, as the settings name them."""

from __future__ import annotations

from core.errors import StartupError
from core.notifications.channels import Channel
from core.notifications.dlt import read_registration
from core.notifications.mail import EmailChannel
from core.notifications.models import NotificationChannel
from core.notifications.modes import Outlet
from core.notifications.sms import SmsChannel, SmsGateway
from core.notifications.sms_http import HttpGateway
from core.notifications.templates import MessageTemplates
from core.runtime import Providers, Runtime


def outlet(runtime: Runtime, providers: Providers, templates: MessageTemplates) -> Outlet:
    """Where messages leave the platform. Raises StartupError for what is wrong with it."""
    settings = runtime.settings.notifications
    registration = read_registration(settings.sms.dlt, templates)
    gateway = _sms_gateway(runtime, providers)
    channels: dict[NotificationChannel, Channel] = {
        NotificationChannel.SMS: SmsChannel(gateway, registration, settings.sms.most_parts)
    }
    if settings.email.host is not None:
        channels[NotificationChannel.EMAIL] = EmailChannel(runtime)
    return Outlet(runtime, channels)


def _sms_gateway(runtime: Runtime, providers: Providers) -> SmsGateway | None:
    name = runtime.settings.notifications.sms.gateway
    if name is None:
        return None
    if name == "http":
        return HttpGateway(runtime.settings.notifications.sms)
    gateway: SmsGateway | None = providers.port(SmsGateway, runtime, name)
    if gateway is None:
        raise StartupError(
            f"setting notifications.sms.gateway: no enabled plugin provides {name}; the built-in is"
            " http"
        )
    return gateway
