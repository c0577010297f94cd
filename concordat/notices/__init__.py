"""E-mail and calendar invitations."""
