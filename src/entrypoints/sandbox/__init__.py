"""The whole product without a token, a key or a server, in front of emulators."""
