"""Untrusted content is worked on in child processes that can be killed and may do very little."""

from core.sandbox.pool import Sandbox
from core.sandbox.process import SandboxCrash, SandboxFault, SandboxTimeout

__all__ = ["Sandbox", "SandboxCrash", "SandboxFault", "SandboxTimeout"]
