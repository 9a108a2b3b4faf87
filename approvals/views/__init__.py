"""The pages of official posts: fetch what this person may see, show a form, call the action, redirect."""
