"""The platform's public surface: what a plugin may import, and nothing else."""

from core import starting  # noqa: F401  (before all else)
from core.aadhaar import mask as mask_aadhaar
from core.aadhaar import mask_in_text as mask_aadhaar_in_text
from core.audit.service import PLATFORM as PLATFORM_CHAIN
from core.audit.service import record as record_audit
from core.cleaning import clean_line, clean_text, latin_digits
from core.clock import IST, day_in_india
from core.context import Context, Loader
from core.contract import (
    CONTRACT,
    RequestMoved,
    Service,
    ServiceEvent,
    Upload,
    hookimpl,
    hookspec,
)
from core.db import fetch, is_sqlite, transactional
from core.documents.issuing import issue_document, renew_documents
from core.documents.kinds import DocumentTemplate, Terms
from core.documents.signing import DocumentSigner
from core.documents.types import DocumentType
from core.errors import (
    BadRequest,
    Choice,
    Conflict,
    Forbidden,
    InvalidInput,
    NotFound,
    Problem,
    RateLimited,
    RequestError,
    ServiceClosed,
    StartupError,
    Unauthenticated,
    Unavailable,
)
from core.execution.ahead import ahead
from core.execution.asked import OF_PAGES, asked_columns
from core.files.faults import FileFault
from core.files.faults import Refused as FileRefused
from core.files.models import ScanState, StoredFile
from core.files.remaking import RemadeImage
from core.files.scanning import FileScanner
from core.files.sweeping import give_up as give_up_files
from core.files.types import FileType
from core.http.html_pages import HtmlPages, content_policy
from core.http.plugin_requests import context_of_request, remake_image
from core.http.reads import record_reads_of as record_reads
from core.http.unnamed_routes import UnnamedRoute
from core.identity.addresses import email_address, mobile_number
from core.identity.inputs import AddressInput
from core.identity.models import Citizen, Gender, Officer, OfficerRole, Relation
from core.identity.one_time_codes import CodePurpose, forget_codes, send_code, use_code
from core.identity.types import AddressType
from core.input_findings import Findings, Wrong
from core.live.announcing import announce
from core.live.watching import Unchanged, Watch
from core.local_texts import LocalTextInput, check_local_texts
from core.mutations import InputErrorType, errors_field, input_errors, mutation
from core.notifications.events import Event
from core.notifications.notices import tell, tell_mobile, tell_unit
from core.notifications.sms import SmsGateway, SmsMessage
from core.outbox.queue import enqueue
from core.outbox.worker import Undeliverable
from core.payments.fees import Fee
from core.payments.fees import charge as charge_fee
from core.payments.models import Payment, PaymentStatus, RequestFee
from core.payments.reports import PAY_MUTATION, Asked, PaymentProvider, ProviderDown, Report
from core.payments.types import RequestFeeType
from core.plugin_events import tell_plugins
from core.policy import (
    CITIZEN,
    OFFICER,
    PUBLIC,
    SCOPED,
    SIGNED_IN,
    UNNAMED,
    Info,
    Policy,
    field,
    input_type,
    interface_type,
    object_type,
    resolver,
)
from core.printing import unprintable_problems
from core.privacy.kept import Kept
from core.privacy.notices import Notice
from core.rate_limits import limit as limit_rate
from core.rate_limits import limit_all as limit_rates
from core.records import Conditions, columns_of, count_up_to, find_rows, read_records
from core.relay import (
    COUNTED_UP_TO,
    After,
    Connection,
    Cursors,
    First,
    Node,
    bad_cursor,
    check_page,
    connection,
    connection_of_rows,
    decode_cursor,
    decode_id,
    encode_cursor,
    encode_id,
)
from core.revisions import Remembered, revise
from core.rows import write as write_rows
from core.runtime import Runtime
from core.search_keys import search_key
from core.service_requests.attachments import NamedFile, attach, check_files, keep_file
from core.service_requests.deadlines import Due
from core.service_requests.enquiries import ask as ask_units
from core.service_requests.enquiries import ask_again as ask_units_again
from core.service_requests.enquiries import call_off as call_off_units
from core.service_requests.enquiries import file as file_enquiry
from core.service_requests.idempotency import once as answer_once
from core.service_requests.models import Enquiry, Phase, ServiceRequest
from core.service_requests.moves import Move
from core.service_requests.numbering import canonical_number, next_number
from core.service_requests.places import Place, PlaceInput, PlaceType, check_place, choose_station
from core.service_requests.replay import once
from core.service_requests.schema import request_by_global_id
from core.service_requests.scope import is_own
from core.service_requests.service import move
from core.service_requests.service import open as open_request
from core.service_requests.system_steps import locked_request, take_by_itself
from core.service_requests.timeline import RequestStatus as RequestStatusType
from core.service_requests.types import ServiceRequestType
from core.service_requests.values import DocumentKind
from core.service_requests.workflow import (
    ENQUIRER,
    OWNER,
    SYSTEM,
    Clock,
    Reason,
    Status,
    Transition,
    Workflow,
)
from core.service_settings import in_force as service_in_force
from core.setting_sections import Money, Section
from core.texts import Language, Text, domain
from core.turns import Turns
from core.units.changing import change_unit
from core.units.csv_rows import (
    ImportRefused,
    ImportResult,
    RowError,
    header_errors,
    read_rows,
    rows_of,
)
from core.units.jurisdiction import district_of, is_under, units_under
from core.units.models import UNITS, Unit, UnitKind
from core.units.points import Point, PointInput, check_point
from core.units.reading import units_by_code
from core.units.schema import LanguageArgument, UnitType, unit_type
from core.units.stations import EARTH_RADIUS_KM, Responsibility, StationDirectory, unit_of
from core.units.stations import station as station_of
from core.viewers import Viewer, as_of_now

# fmt: off
__all__ = [
    "CITIZEN", "CONTRACT", "COUNTED_UP_TO", "EARTH_RADIUS_KM", "ENQUIRER", "IST", "OFFICER",
    "OF_PAGES", "OWNER", "PAY_MUTATION", "PLATFORM_CHAIN", "PUBLIC", "SCOPED", "SIGNED_IN",
    "SYSTEM", "UNITS", "UNNAMED", "AddressInput", "AddressType", "After", "Asked", "BadRequest",
    "Choice", "Citizen", "Clock", "CodePurpose", "Conditions", "Conflict", "Connection", "Context",
    "Cursors", "DocumentKind", "DocumentSigner", "DocumentTemplate", "DocumentType", "Due",
    "Enquiry", "Event", "Fee", "FileFault", "FileRefused", "FileScanner", "FileType", "Findings",
    "First", "Forbidden", "Gender", "HtmlPages", "ImportRefused", "ImportResult", "Info",
    "InputErrorType", "InvalidInput", "Kept", "Language", "LanguageArgument", "Loader",
    "LocalTextInput", "Money", "Move", "NamedFile", "Node", "NotFound", "Notice", "Officer",
    "OfficerRole", "Payment", "PaymentProvider", "PaymentStatus", "Phase", "Place", "PlaceInput",
    "PlaceType", "Point", "PointInput", "Policy", "Problem", "ProviderDown", "RateLimited",
    "Reason", "Relation", "RemadeImage", "Remembered", "Report", "RequestError", "RequestFee",
    "RequestFeeType", "RequestMoved", "RequestStatusType", "Responsibility", "RowError", "Runtime",
    "ScanState", "Section", "Service", "ServiceClosed", "ServiceEvent", "ServiceRequest",
    "ServiceRequestType", "SmsGateway", "SmsMessage", "StartupError", "StationDirectory", "Status",
    "StoredFile", "Terms", "Text", "Transition", "Turns", "Unauthenticated", "Unavailable",
    "Unchanged", "Undeliverable", "Unit", "UnitKind", "UnitType", "UnnamedRoute", "Upload",
    "Viewer", "Watch", "Workflow", "Wrong", "ahead", "announce", "answer_once", "as_of_now",
    "ask_units", "ask_units_again", "asked_columns", "attach", "bad_cursor", "call_off_units",
    "canonical_number", "change_unit", "charge_fee", "check_files", "check_local_texts",
    "check_page", "check_place", "check_point", "choose_station", "clean_line", "clean_text",
    "columns_of", "connection", "connection_of_rows", "content_policy", "context_of_request",
    "count_up_to", "day_in_india", "decode_cursor", "decode_id", "district_of", "domain",
    "email_address", "encode_cursor", "encode_id", "enqueue", "errors_field", "fetch", "field",
    "file_enquiry", "find_rows", "forget_codes", "give_up_files", "header_errors", "hookimpl",
    "hookspec", "input_errors", "input_type", "interface_type", "is_own", "is_sqlite", "is_under",
    "issue_document", "keep_file", "latin_digits", "limit_rate", "limit_rates", "locked_request",
    "mask_aadhaar", "mask_aadhaar_in_text", "mobile_number", "move", "mutation", "next_number",
    "object_type", "once", "open_request", "read_records", "read_rows", "record_audit",
    "record_reads", "remake_image", "renew_documents", "request_by_global_id", "resolver",
    "revise", "rows_of", "search_key", "send_code", "service_in_force", "station_of",
    "take_by_itself", "tell", "tell_mobile", "tell_plugins", "tell_unit", "transactional",
    "unit_of", "unit_type", "units_by_code", "units_under", "unprintable_problems", "use_code",
    "write_rows",
]
# fmt: on
