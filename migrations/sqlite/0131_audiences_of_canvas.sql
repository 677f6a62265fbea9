-- Owner: platforms. What a platform that registered by a link named as its authorization server was kept
-- as the audience of assertions, also where it is no address. Canvas names a bare host there and takes
-- assertions for its token endpoint alone. By hand neither the version nor the registration's address is known.

UPDATE platform SET audience = NULL
WHERE audience NOT LIKE 'https://%' AND audience NOT LIKE 'http://%'
    AND (registration_client_uri IS NOT NULL OR product_version IS NOT NULL);
