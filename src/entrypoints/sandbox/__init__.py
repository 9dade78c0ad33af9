"""The whole product without a token, a key or a server: emulators in front of it."""
