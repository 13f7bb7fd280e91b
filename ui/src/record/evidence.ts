// Evidence in words (R14).
import type { Evidence } from '$lib/bindings/Evidence';
import { m } from '$lib/paraglide/messages.js';

/** "same e-mail: amy@example.com". */
export function evidenceWords(evidence: Evidence): string {
  const { value } = evidence;
  switch (evidence.kind) {
    case 'email':
      return m.evidence_email({ value });
    case 'phone':
      return m.evidence_phone({ value });
    case 'domain':
      return m.evidence_domain({ value });
    case 'colleague':
      return m.evidence_colleague({ value });
    case 'company':
      return m.evidence_company({ value });
    case 'person':
      return m.evidence_person({ value });
    case 'similarCompany':
      return m.evidence_similar_company({ value });
    case 'similarPerson':
      return m.evidence_similar_person({ value });
    case 'nameWithin':
      return m.evidence_name_within({ value });
    case 'employer':
      return m.evidence_employer({ value });
  }
}
