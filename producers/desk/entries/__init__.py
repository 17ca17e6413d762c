"""What people and programs enter: taken, checked, sent, confirmed, and known again."""
