"""The platform's public surface: what a plugin may import, and nothing else."""

from core.aadhaar import mask as mask_aadhaar
from core.aadhaar import mask_in_text as mask_aadhaar_in_text
from core.cleaning import clean_line, clean_text, latin_digits
from core.clock import IST, day_in_india
from core.context import Context, Loader, Viewer
from core.contract import CONTRACT, Due, Fee, RequestMoved, Service, Upload, hookimpl, hookspec
from core.db import transactional
from core.documents.issuing import renew_documents
from core.documents.kinds import DocumentTemplate
from core.documents.signing import DocumentSigner
from core.errors import (
    BadRequest,
    Choice,
    Conflict,
    Forbidden,
    InvalidInput,
    NotFound,
    Problem,
    RateLimited,
    ServiceClosed,
    StartupError,
    Unauthenticated,
)  # fmt: skip
from core.files.models import StoredFile
from core.files.scanning import FileScanner
from core.identity.addresses import mobile_number
from core.identity.models import Citizen, Officer, OfficerRole, Relation
from core.mutations import InputErrorType, errors_field, input_errors, mutation
from core.policy import (
    CITIZEN,
    OFFICER,
    PUBLIC,
    SCOPED,
    SIGNED_IN,
    Info,
    Policy,
    field,
    input_type,
    interface_type,
    object_type,
    resolver,
)  # fmt: skip
from core.printing import unprintable_problems
from core.relay import (
    After,
    Connection,
    First,
    Node,
    check_page,
    connection,
    decode_cursor,
    encode_cursor,
    encode_id,
)
from core.runtime import Runtime
from core.service_requests.attachments import NamedFile, attach, check_files
from core.service_requests.deadlines import due_after
from core.service_requests.models import Phase, ServiceRequest
from core.service_requests.places import Place, PlaceInput, PlaceType, check_place, choose_station
from core.service_requests.replay import once
from core.service_requests.service import Move, move
from core.service_requests.service import open as open_request
from core.service_requests.types import ServiceRequestType
from core.service_requests.values import DocumentKind
from core.service_requests.workflow import OWNER, Clock, Reason, Status, Transition, Workflow
from core.settings import Section
from core.texts import Language, Text, domain
from core.units.models import Unit
from core.units.schema import LanguageArgument, UnitType
from core.units.stations import StationDirectory

__all__ = [
    "CITIZEN",
    "CONTRACT",
    "IST",
    "OFFICER",
    "OWNER",
    "PUBLIC",
    "SCOPED",
    "SIGNED_IN",
    "After",
    "BadRequest",
    "Choice",
    "Citizen",
    "Clock",
    "Conflict",
    "Connection",
    "Context",
    "DocumentKind",
    "DocumentSigner",
    "DocumentTemplate",
    "Due",
    "Fee",
    "FileScanner",
    "First",
    "Forbidden",
    "Info",
    "InputErrorType",
    "InvalidInput",
    "Language",
    "LanguageArgument",
    "Loader",
    "Move",
    "NamedFile",
    "Node",
    "NotFound",
    "Officer",
    "OfficerRole",
    "Phase",
    "Place",
    "PlaceInput",
    "PlaceType",
    "Policy",
    "Problem",
    "RateLimited",
    "Reason",
    "Relation",
    "RequestMoved",
    "Runtime",
    "Section",
    "Service",
    "ServiceClosed",
    "ServiceRequest",
    "ServiceRequestType",
    "StartupError",
    "StationDirectory",
    "Status",
    "StoredFile",
    "Text",
    "Transition",
    "Unauthenticated",
    "Unit",
    "UnitType",
    "Upload",
    "Viewer",
    "Workflow",
    "attach",
    "check_files",
    "check_page",
    "check_place",
    "choose_station",
    "clean_line",
    "clean_text",
    "connection",
    "day_in_india",
    "decode_cursor",
    "domain",
    "due_after",
    "encode_cursor",
    "encode_id",
    "errors_field",
    "field",
    "hookimpl",
    "hookspec",
    "input_errors",
    "input_type",
    "interface_type",
    "latin_digits",
    "mask_aadhaar",
    "mask_aadhaar_in_text",
    "mobile_number",
    "move",
    "mutation",
    "object_type",
    "once",
    "open_request",
    "renew_documents",
    "resolver",
    "transactional",
    "unprintable_problems",
]
