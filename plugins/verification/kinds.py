"""The services of this plugin, declared: what each is called, its type, and its mutation."""

from __future__ import annotations

from dataclasses import dataclass

from core import ServiceRequest, Text
from plugins.verification.models import CertificatePurpose
from plugins.verification.texts import text
from plugins.verification.types import (
    CharacterCertificate,
    DomesticHelpVerification,
    EmployeeVerification,
    ServantVerification,
    Verification,
)


@dataclass(frozen=True)
class Kind:
    """A service. `certificate` is the title of its paper; `purpose` and `operation`, the Python
    name of its mutation, are those of services in which somebody has another person verified.
    """

    code: str
    number_prefix: str
    title: Text
    summary: Text
    certificate: Text
    request_type: type[Verification]
    purpose: CertificatePurpose | None = None
    operation: str = ""


CHARACTER = Kind(
    code="verification",
    number_prefix="CC",
    title=text("Character certificate"),
    summary=text(
        "Ask for a certificate that the police have nothing on record against you. The stations of"
        " your addresses are asked by themselves; you need not go to any of them."
    ),
    certificate=text("Character certificate"),
    request_type=CharacterCertificate,
)
OF_OTHERS = (
    Kind(
        code="verification_employee",
        number_prefix="EV",
        title=text("Verification of an employee"),
        summary=text("Have somebody verified whom you employ or are about to employ."),
        certificate=text("Verification of an employee"),
        request_type=EmployeeVerification,
        purpose=CertificatePurpose.PRIVATE_JOB,
        operation="apply_for_employee_verification",
    ),
    Kind(
        code="verification_domestic_help",
        number_prefix="DH",
        title=text("Verification of a domestic help"),
        summary=text("Have somebody verified who cooks, cleans or cares in your home."),
        certificate=text("Verification of a domestic help"),
        request_type=DomesticHelpVerification,
        purpose=CertificatePurpose.PRIVATE_JOB,
        operation="apply_for_domestic_help_verification",
    ),
    Kind(
        code="verification_servant",
        number_prefix="SV",
        title=text("Verification of a servant"),
        summary=text("Have a servant of a shop, an institution or a household verified."),
        certificate=text("Verification of a servant"),
        request_type=ServantVerification,
        purpose=CertificatePurpose.PRIVATE_JOB,
        operation="apply_for_servant_verification",
    ),
)
KINDS = (CHARACTER, *OF_OTHERS)


def request_of(row: ServiceRequest) -> Verification:
    """A request as its service's type."""
    kind = next(each for each in KINDS if each.code == row.service)
    return kind.request_type(row=row)
