import { RESERVED_CLAIMS } from './reserved-claims.js';

describe('reserved claims', () => {
  it('are exactly these: adding one breaks clients that use the name', () => {
    const names =
      'iss sub aud exp nbf iat jti client_id type epc org_id scope scopes scp authorization_details act may_act azp cnf ' +
      'sub_id typ token_use token_type events auth_time acr amr nonce sid at_hash c_hash s_hash active username ' +
      '__proto__ constructor prototype';
    expect([...RESERVED_CLAIMS]).toEqual(names.split(' '));
  });
});
