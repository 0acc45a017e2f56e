"""Sign-in of the web chat with OpenID Connect; off unless an issuer is set (docs/sign-in.md)."""
