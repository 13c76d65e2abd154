//! Who plays in the demo: the companies, the people and their parts. All of it is made up; every address is in a
//! domain that nobody can own.

/// The organisation.
pub const ORGANISATION: (&str, &str) = ("Fairlead Construction", "fairlead");

/// The password of everybody in the demo.
pub const PASSWORD: &str = "quay-wall-lantern-47";

/// A company.
pub struct Company {
    /// How this file calls it; also its mail domain.
    pub key: &'static str,
    pub name: &'static str,
    pub designation: &'static str,
    pub controlling: bool,
    /// Its letters in document numbers.
    pub code: &'static str,
}

const fn company(
    key: &'static str,
    name: &'static str,
    designation: &'static str,
    code: &'static str,
) -> Company {
    Company { key, name, designation, controlling: false, code }
}

/// The companies; the first runs the projects.
pub const COMPANIES: &[Company] = &[
    Company { controlling: true, ..company("fairlead", "Fairlead Construction", "builder", "FLC") },
    company("aldmouth-port", "Aldmouth Port Authority", "client", "APA"),
    company("northgate-trust", "Northgate Health Trust", "client", "NHT"),
    company("orrin-vale", "Orrin Vale Architects", "consultant", "ORV"),
    company("sato-brandt", "Sato Brandt Engineers", "consultant", "SBE"),
    company("lumen-loop", "Lumen & Loop Building Services", "consultant", "LLB"),
    company("grieg-marine", "Grieg Marine Piling", "subcontractor", "GMP"),
    company("castellan", "Castellan Facades", "subcontractor", "CAS"),
    company("harrow-cert", "Harrow Certification", "authority", "HAC"),
];

/// What becomes of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Accepted.
    Joins,
    /// Never answered.
    Waits,
    /// Taken back before it was answered.
    Revoked,
    /// Accepted, and deactivated when everything else was done.
    Leaves,
}

/// A person.
pub struct Person {
    /// How this file calls them; also the name in their mail address.
    pub key: &'static str,
    pub name: &'static str,
    pub company: &'static str,
    pub position: &'static str,
    /// The role in the organisation.
    pub role: &'static str,
    /// Their roles in projects.
    pub parts: &'static [(&'static str, &'static str)],
    pub fate: Fate,
}

impl Person {
    /// Their address.
    pub fn email(&self) -> String {
        format!("{}@{}.example", self.key, self.company)
    }

    /// Do they belong to a company that does not run the projects?
    pub fn is_outside(&self) -> bool {
        self.company != COMPANIES[0].key
    }
}

const fn person(
    key: &'static str,
    name: &'static str,
    company: &'static str,
    position: &'static str,
    parts: &'static [(&'static str, &'static str)],
) -> Person {
    Person { key, name, company, position, role: "member", parts, fate: Fate::Joins }
}

const H: &str = "harbour";
const N: &str = "hospital";

/// The people; the first is the first administrator.
pub const PEOPLE: &[Person] = &[
    Person {
        role: "org_admin",
        ..person("imogen.achterberg", "Imogen Achterberg", "fairlead", "Head of Document Control", &[])
    },
    Person {
        role: "org_admin",
        ..person("tobias.lindqvist", "Tobias Lindqvist", "fairlead", "IT Manager", &[])
    },
    Person {
        role: "org_manager",
        ..person("farida.haddad", "Farida Haddad", "fairlead", "Projects Director", &[])
    },
    person(
        "marcus.oyelaran",
        "Marcus Oyelaran",
        "fairlead",
        "Project Manager, Harbour",
        &[(H, "project_admin")],
    ),
    person(
        "chiara.bellandi",
        "Chiara Bellandi",
        "fairlead",
        "Project Manager, Hospital",
        &[(N, "project_admin")],
    ),
    person("yusuf.demir", "Yusuf Demir", "fairlead", "Document Controller", &[(H, "initiator")]),
    person("saoirse.kavanagh", "Saoirse Kavanagh", "fairlead", "Document Controller", &[(N, "initiator")]),
    person(
        "anneke.vos",
        "Anneke Vos",
        "fairlead",
        "Document Controller",
        &[(H, "initiator"), (N, "initiator")],
    ),
    person("kwame.boateng", "Kwame Boateng", "fairlead", "Marine Engineer", &[(H, "initiator")]),
    person("elena.petrova", "Elena Petrova", "fairlead", "Design Manager", &[(N, "initiator")]),
    person("mateo.iglesias", "Mateo Iglesias", "fairlead", "Construction Manager", &[(H, "reviewer")]),
    person(
        "hana.kobayashi",
        "Hana Kobayashi",
        "fairlead",
        "Technical Reviewer",
        &[(H, "reviewer"), (N, "reviewer")],
    ),
    person("rowan.fitzgerald", "Rowan Fitzgerald", "fairlead", "Planner", &[(H, "viewer")]),
    person("nadia.rahman", "Nadia Rahman", "fairlead", "Commercial Manager", &[(H, "viewer"), (N, "viewer")]),
    person(
        "piotr.zielinski",
        "Piotr Zieliński",
        "fairlead",
        "Quantity Surveyor",
        &[(H, "viewer"), (N, "viewer")],
    ),
    person("leilani.kahale", "Leilani Kahale", "fairlead", "Graduate Engineer", &[]),
    Person {
        fate: Fate::Leaves,
        ..person("oscar.bergstrom", "Oscar Bergström", "fairlead", "Site Engineer", &[(H, "initiator")])
    },
    person("helena.marsh", "Helena Marsh", "aldmouth-port", "Client Representative", &[(H, "viewer")]),
    person("graham.tull", "Graham Tull", "aldmouth-port", "Harbour Engineer", &[(H, "reviewer")]),
    person("ines.carvalho", "Inês Carvalho", "aldmouth-port", "Environmental Officer", &[(H, "external")]),
    person("samuel.adeyemi", "Samuel Adeyemi", "northgate-trust", "Clinical Lead", &[(N, "reviewer")]),
    person("ruth.calder", "Ruth Calder", "northgate-trust", "Estates Manager", &[(N, "external")]),
    person("beatrix.holm", "Beatrix Holm", "orrin-vale", "Project Architect", &[(N, "initiator")]),
    person("dario.conti", "Dario Conti", "orrin-vale", "Architect", &[(H, "external"), (N, "external")]),
    person("ngozi.eze", "Ngozi Eze", "orrin-vale", "Interior Designer", &[(N, "external")]),
    person("kenji.sato", "Kenji Sato", "sato-brandt", "Lead Structural Engineer", &[(H, "external")]),
    person("miriam.brandt", "Miriam Brandt", "sato-brandt", "Director", &[(H, "external"), (N, "external")]),
    person("callum.reid", "Callum Reid", "sato-brandt", "Geotechnical Engineer", &[(H, "external")]),
    person("priya.raman", "Priya Raman", "lumen-loop", "Mechanical Engineer", &[(N, "external")]),
    person("jonas.weiss", "Jonas Weiss", "lumen-loop", "Electrical Engineer", &[(N, "external")]),
    person("amara.diallo", "Amara Diallo", "lumen-loop", "Public Health Engineer", &[(H, "external")]),
    person("sigrid.grieg", "Sigrid Grieg", "grieg-marine", "Managing Director", &[(H, "external")]),
    person("tomas.ferreira", "Tomás Ferreira", "grieg-marine", "Piling Manager", &[(H, "external")]),
    person("vera.novak", "Věra Nováková", "castellan", "Facade Engineer", &[(N, "external")]),
    person("idris.malik", "Idris Malik", "castellan", "Project Coordinator", &[(N, "external")]),
    person("wen.li", "Wen Li", "harrow-cert", "Building Certifier", &[(H, "external"), (N, "external")]),
    Person {
        role: "workflow_responder",
        ..person("astrid.nygaard", "Astrid Nygaard", "harrow-cert", "Fire Safety Assessor", &[])
    },
    Person {
        fate: Fate::Waits,
        ..person("lucia.marchetti", "Lucia Marchetti", "castellan", "Draughter", &[(N, "external")])
    },
    Person {
        fate: Fate::Waits,
        ..person("bao.nguyen", "Bảo Nguyễn", "grieg-marine", "Site Supervisor", &[(H, "external")])
    },
    Person {
        fate: Fate::Revoked,
        ..person("errol.finch", "Errol Finch", "sato-brandt", "CAD Technician", &[(H, "external")])
    },
];

/// A project.
pub struct Project {
    pub key: &'static str,
    pub reference: &'static str,
    pub name: &'static str,
    pub client: &'static str,
    pub description: &'static str,
    /// First and last day, in days from today.
    pub days: (i32, i32),
    /// The first Document Controller.
    pub controller: &'static str,
    /// Decides the buildings on its drawings.
    pub seed: u64,
}

/// The projects; the last is closed out and locked.
pub const PROJECTS: &[Project] = &[
    Project {
        key: H,
        reference: "AHM",
        name: "Aldmouth Harbour Masterplan",
        client: "Aldmouth Port Authority",
        description: "New cruise terminal, ferry berth and flood defence at Aldmouth, in four phases.",
        days: (-420, 760),
        controller: "yusuf.demir",
        seed: 1848,
    },
    Project {
        key: N,
        reference: "NHE",
        name: "Northgate Hospital East Wing",
        client: "Northgate Health Trust",
        description: "Ward block, operating theatres and energy centre beside the working hospital.",
        days: (-300, 610),
        controller: "saoirse.kavanagh",
        seed: 2207,
    },
    Project {
        key: "berth",
        reference: "BR3",
        name: "Berth 3 Fender Repairs",
        client: "Aldmouth Port Authority",
        description: "Repair of the fenders at Berth 3; handed over and closed.",
        days: (-700, -90),
        controller: "anneke.vos",
        seed: 3,
    },
];

/// Who may sign in as what: printed at the end, one for each kind of person.
pub const KINDS: &[(&str, &str)] = &[
    ("organisation administrator", "imogen.achterberg"),
    ("organisation manager", "farida.haddad"),
    ("Project Admin (harbour)", "marcus.oyelaran"),
    ("Document Controller (harbour)", "yusuf.demir"),
    ("initiator (harbour)", "kwame.boateng"),
    ("initiator from outside (hospital)", "beatrix.holm"),
    ("reviewer (both projects)", "hana.kobayashi"),
    ("viewer (harbour)", "rowan.fitzgerald"),
    ("viewer in the Commercial group", "nadia.rahman"),
    ("client as viewer (harbour)", "helena.marsh"),
    ("external, full register (harbour)", "kenji.sato"),
    ("external (both projects)", "miriam.brandt"),
    ("external subcontractor (harbour)", "sigrid.grieg"),
    ("responder", "astrid.nygaard"),
    ("member without a project", "leilani.kahale"),
    ("deactivated (sees nothing any more)", "oscar.bergstrom"),
];

/// A person by the name that this file gives them.
pub fn find(key: &str) -> Option<&'static Person> {
    PEOPLE.iter().find(|person| person.key == key)
}

/// A company by the name that this file gives it.
pub fn company_of(key: &str) -> Option<&'static Company> {
    COMPANIES.iter().find(|company| company.key == key)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn there_are_enough_of_everybody() {
        assert!(COMPANIES.len() >= 8);
        assert!(PEOPLE.iter().filter(|person| person.fate == Fate::Joins).count() >= 30);
        let roles: BTreeSet<&str> =
            PEOPLE.iter().flat_map(|person| person.parts.iter().map(|(_, role)| *role)).collect();
        assert_eq!(roles.len(), 5, "{roles:?}");
    }

    #[test]
    fn every_name_that_is_used_is_declared() {
        for person in PEOPLE {
            assert!(company_of(person.company).is_some(), "{}", person.company);
            for (project, _) in person.parts {
                assert!(PROJECTS.iter().any(|known| known.key == *project), "{project}");
            }
        }
        assert!(KINDS.iter().all(|(_, key)| find(key).is_some()));
        assert!(PROJECTS.iter().all(|project| find(project.controller).is_some()));
        let keys: BTreeSet<&str> = PEOPLE.iter().map(|person| person.key).collect();
        assert_eq!(keys.len(), PEOPLE.len());
    }
}
