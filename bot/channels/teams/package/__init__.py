"""The app package that an administrator uploads to Teams: manifest, icons, Microsoft's schema."""
