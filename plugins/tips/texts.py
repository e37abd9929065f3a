"""The maker of this plugin's texts."""

from core import domain

text = domain("tips")
