"""An unknown name must cost what a known one costs: else the time of the answer tells who is an
officer.
"""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import VerifyMismatchError
from factories import PASSWORD

from core.identity import passwords


async def test_password_of_an_unknown_name_takes_the_work_of_a_known_one() -> None:
    known = await passwords.hash_password(PASSWORD)
    assert extract_parameters(passwords.FITS_NOBODY) == extract_parameters(known)
    with pytest.raises(VerifyMismatchError):  # looked at in full, not refused as no hash
        PasswordHasher().verify(passwords.FITS_NOBODY, PASSWORD)


async def test_no_password_fits_an_unknown_name() -> None:
    assert not await passwords.verify_password(passwords.FITS_NOBODY, "")
