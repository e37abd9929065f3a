"""The SQL that the inbox's statements are made of."""

from core.service_requests.models import Phase

COVERED = (
    "WITH covered AS (SELECT DISTINCT unit_id FROM core_unit_ancestry"
    " WHERE ancestor_id IN ({units})) SELECT "
)
FOUND = (
    "SELECT {distinct}found.id, found.place FROM {parts} CROSS JOIN LATERAL"
    " (SELECT {key} AS id, {place} AS place FROM {source} WHERE {where} ORDER BY {order} {limit})"
    " found"
)
PAGE = (
    "{shown} FROM (SELECT id, place FROM ({found}) found"
    " ORDER BY place {direction}, id {direction} {limit}) page"
    " JOIN core_service_request request ON request.id = page.id"
    " ORDER BY page.place {direction}, page.id {direction}"
)
COUNT = (
    "(SELECT COUNT(*) FROM (SELECT {distinct}found.id FROM {parts} CROSS JOIN LATERAL"
    " (SELECT {key} AS id FROM {source} WHERE {where} OFFSET 0) found {limit}) counted)"
)
"""OFFSET 0 keeps PostgreSQL from reading the requests before it knows the units."""

FOUND_IN_SQLITE = (
    "SELECT {distinct}request.id AS id FROM {parts} CROSS JOIN core_service_request request"
    " WHERE request.id IN (SELECT {key} FROM {source} WHERE {where} ORDER BY {order} {limit})"
)
PAGE_IN_SQLITE = (
    "{shown} FROM ({found}) page CROSS JOIN core_service_request request"
    " WHERE request.id = page.id"
    " ORDER BY request.{column} {direction}, request.id {direction} {limit}"
)
COUNT_IN_SQLITE = (
    "(SELECT COUNT(*) FROM"
    " (SELECT {distinct}{key} FROM {parts} CROSS JOIN {source} WHERE {where} {limit}))"
)
"""SQLite has no LATERAL; an IN that is read anew for each part does the same."""

SEEN = (
    "r.id NOT IN (SELECT hidden.id FROM core_service_request hidden WHERE hidden.is_hidden = TRUE)"
)
"""By the ids of the few that are hidden, so that the others are read from their indexes alone. Not
needed of what is open, or found by its words: no hidden request is, or has any.
"""

OF_STATION = "(SELECT unit_id FROM covered WHERE unit_id = {code}) part"
HAS_WORD = (
    "(SELECT TRUE FROM core_request_word other"
    " WHERE other.request_id = {key} AND other.word = {word} LIMIT 1)"
)
ELSEWHERE = "r.unit_id NOT IN (SELECT unit_id FROM {units})"
CLOCK_IN = {
    Phase.OPEN: "e.due_at IS NOT NULL",
    Phase.WAITING_ON_CITIZEN: "e.due_at IS NULL",
    Phase.CLOSED: "FALSE",
}
"""How an open enquiry's clock stands in each phase of its request: told without reading that."""

IS_SUCH = "(SELECT {conditions} FROM core_service_request r WHERE r.id = {key})"
"""As values and not as EXISTS, which PostgreSQL may turn round and begin with."""
