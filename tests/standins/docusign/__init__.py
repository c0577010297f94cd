"""A stand-in for DocuSign: a real HTTP server on loopback, for tests and rehearsals alone.

It speaks what DocuSign publishes of REST v2.1 and Connect, and takes no body that the official SDK's
models do not know. Whatever document it makes says STAND-IN.

bodies      every request body against the SDK's closed models
refusals    the errors it answers with, by `errorCode`
grants      JWT grant: applications, consent, tokens, userinfo
envelope    one envelope: its recipients, their order, what each may do now
account     every envelope of one account, transactions, expiry, the inbox of everyone asked
connect     messages with HMAC, delivered at least once, again a day after each failure
limits      calls an hour, calls in half a minute, and one look at an envelope in a quarter of an hour
faults      what goes wrong on the way, on demand
papers      the combined document and the certificate of completion
service     the web app
control     the acts of those who sign, over HTTP
serving     the server
"""
