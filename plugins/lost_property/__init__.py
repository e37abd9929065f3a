"""Lost property: a citizen reports lost things and holds a numbered acknowledgement at once."""

from collections.abc import Sequence

from core import CONTRACT, Due, Service, hookimpl
from plugins.lost_property.acknowledgement import ACKNOWLEDGEMENT
from plugins.lost_property.loaders import LOADERS
from plugins.lost_property.rules import ERROR_CODES
from plugins.lost_property.schema import Mutation
from plugins.lost_property.settings import LostPropertySettings
from plugins.lost_property.texts import text
from plugins.lost_property.types import ITEM_TYPES, LostReport
from plugins.lost_property.uploads import UPLOADS
from plugins.lost_property.workflow import WORKFLOW


def due(settings: LostPropertySettings) -> Due | None:
    """Nothing is due where reports are acknowledged at once."""
    if settings.acknowledged == "at_once":
        return None
    return Due(
        settings.days,
        text(
            "An officer of the station acknowledges the report within {days} working day(s).",
            days=settings.days,
        ),
    )


@hookimpl
def register_services() -> Sequence[Service]:
    return [
        Service(
            code="lost_property",
            title=text("Lost property report"),
            summary=text(
                "Report a lost phone, document, number plate or other thing, and get a numbered "
                "acknowledgement. This is not an FIR: for theft, go to the complaint or dial 112."
            ),
            contract=CONTRACT,
            number_prefix="LP",
            mutation=Mutation,
            request_type=LostReport,
            types=tuple(ITEM_TYPES.values()),
            workflow=WORKFLOW,
            due=due,
            uploads=UPLOADS,
            documents=(ACKNOWLEDGEMENT,),
            settings=LostPropertySettings,
            loaders=LOADERS,
            error_codes=ERROR_CODES,
        )
    ]
