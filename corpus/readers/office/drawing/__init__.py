"""What Word, PowerPoint and Excel draw alike: shapes' text, charts, diagrams, equations."""
