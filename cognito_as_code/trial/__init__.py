"""An environment on this machine alone: its pool on an emulator of AWS, a page to sign in, an API that checks tokens.

Beside the emulator (ministack) this needs the other packages of the extra `try`; nothing here reaches AWS.
"""
