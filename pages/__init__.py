"""What people see: the frame, the pages for patients, clinicians and administrators, and the plain web addresses."""
