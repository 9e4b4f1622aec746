"""When things happen: availability, requests and counselling sessions."""
