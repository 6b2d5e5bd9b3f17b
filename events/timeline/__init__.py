"""The dispute as a picture: events on strands through time, and the measures below them in their states.

`periods` and `axes` say which days are shown and where each stands, `packing` keeps what is drawn apart, `bands` and
`lanes` lay out events and measures, `pictures` puts them together; nothing there asks the database or draws. `readings`
asks, the templates draw, `pages` answers.
"""
