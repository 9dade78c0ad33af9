"""The steps of the Dockerfile, run without a container engine: `nox -s container`."""
