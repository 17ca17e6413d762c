"""Writes the published contract from the types, `make contract`: docs/schemas, asyncapi.yaml and openapi.yaml."""
