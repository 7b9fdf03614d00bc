"""A load generator: real ICE, DTLS and SRTP, packets built beforehand, what comes back counted, checked."""
