"""The first schema

Revision: 0001
Follows:
"""

import sqlalchemy as sa
from alembic import op


revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The first schema"""
    op.create_table(
        "access_log",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.String(length=32), nullable=True),
        sa.Column("actor_role", sa.String(length=20), nullable=False),
        sa.Column("visit_id", sa.String(length=32), nullable=True),
        sa.Column("act", sa.String(length=60), nullable=False),
        sa.Column("was_permitted", sa.Boolean(), nullable=False),
        sa.Column("patient_id", sa.String(length=32), nullable=True),
        sa.Column("entity", sa.String(length=40), nullable=True),
        sa.Column("entity_id", sa.String(length=40), nullable=True),
        sa.Column("clinic_id", sa.String(length=32), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=True),
        sa.CheckConstraint("length(act) > 0", name=op.f("ck_access_log_act_named")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_access_log")),
    )
    with op.batch_alter_table("access_log", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_access_log_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_access_log_patient_id"), ["patient_id"], unique=False)

    op.create_table(
        "clinic",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("answers_read", sa.String(length=200), nullable=False),
        sa.CheckConstraint("length(trim(name)) > 0", name=op.f("ck_clinic_name_given")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clinic")),
        sa.UniqueConstraint("name", name=op.f("uq_clinic_name")),
    )
    op.create_table(
        "clinic_crisis_text",
        sa.Column("clinic_id", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("message", sa.String(length=600), nullable=False),
        sa.Column("call_number", sa.String(length=30), nullable=False),
        sa.Column("text_number", sa.String(length=30), nullable=False),
        sa.Column("emergency_number", sa.String(length=30), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_clinic_crisis_text_clinic_id_clinic")),
        sa.PrimaryKeyConstraint("clinic_id", "language", name=op.f("pk_clinic_crisis_text")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("clinic_id", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("given_name", sa.String(length=100), nullable=False),
        sa.Column("family_name", sa.String(length=100), nullable=False),
        sa.Column("record_number", sa.String(length=40), nullable=True),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.Column("sex", sa.String(length=40), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("demo_story", sa.String(length=300), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "role <> 'patient' OR (record_number IS NOT NULL AND length(trim(record_number)) > 0)",
            name=op.f("ck_person_patient_identified"),
        ),
        sa.CheckConstraint("role IN ('patient', 'clinician', 'admin')", name=op.f("ck_person_role_known")),
        sa.CheckConstraint(
            "length(trim(given_name)) > 0 AND length(trim(family_name)) > 0", name=op.f("ck_person_name_given")
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_person_clinic_id_clinic")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("clinic_id", "record_number", name=op.f("uq_person_clinic_id_record_number")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_clinic_id"), ["clinic_id"], unique=False)
        batch_op.create_index("ix_person_name", ["clinic_id", "role", "family_name", "given_name"], unique=False)

    op.create_table(
        "care_team_member",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("patient_id", sa.String(length=32), nullable=False),
        sa.Column("clinician_id", sa.String(length=32), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("patient_id <> clinician_id", name=op.f("ck_care_team_member_two_people")),
        sa.ForeignKeyConstraint(["clinician_id"], ["person.id"], name=op.f("fk_care_team_member_clinician_id_person")),
        sa.ForeignKeyConstraint(["patient_id"], ["person.id"], name=op.f("fk_care_team_member_patient_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_care_team_member")),
    )
    with op.batch_alter_table("care_team_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_care_team_member_clinician_id"), ["clinician_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_care_team_member_patient_id"), ["patient_id"], unique=False)
        batch_op.create_index(
            "uq_care_team_member_one_now",
            ["patient_id", "clinician_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "check_in_plan",
        sa.Column("patient_id", sa.String(length=32), nullable=False),
        sa.Column("every_days", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("every_days BETWEEN 1 AND 92", name=op.f("ck_check_in_plan_every_days_possible")),
        sa.ForeignKeyConstraint(["patient_id"], ["person.id"], name=op.f("fk_check_in_plan_patient_id_person")),
        sa.PrimaryKeyConstraint("patient_id", name=op.f("pk_check_in_plan")),
    )
    op.create_table(
        "credential",
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("user_name", sa.String(length=100), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("password_hash LIKE '$argon2id$%'", name=op.f("ck_credential_hashed")),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_credential_failures_counted")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_credential_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_credential")),
        sa.UniqueConstraint("user_name", name=op.f("uq_credential_user_name")),
    )
    op.create_table(
        "earlier_version",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("patient_id", sa.String(length=32), nullable=False),
        sa.Column("entity", sa.String(length=40), nullable=False),
        sa.Column("entity_id", sa.String(length=32), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("as_it_was", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("amended_by_id", sa.String(length=32), nullable=True),
        sa.Column("amended_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("entity IN ('trial', 'episode')", name=op.f("ck_earlier_version_entity_known")),
        sa.CheckConstraint("length(trim(reason)) > 0", name=op.f("ck_earlier_version_reason_given")),
        sa.ForeignKeyConstraint(["amended_by_id"], ["person.id"], name=op.f("fk_earlier_version_amended_by_id_person")),
        sa.ForeignKeyConstraint(["patient_id"], ["person.id"], name=op.f("fk_earlier_version_patient_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earlier_version")),
        sa.UniqueConstraint(
            "entity", "entity_id", "row_version", name=op.f("uq_earlier_version_entity_entity_id_row_version")
        ),
    )
    with op.batch_alter_table("earlier_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_earlier_version_patient_id"), ["patient_id"], unique=False)

    op.create_table(
        "episode",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("patient_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("diagnosis", sa.String(length=40), nullable=False),
        sa.Column("severity", sa.String(length=40), nullable=True),
        sa.Column("is_psychotic", sa.Boolean(), nullable=True),
        sa.Column("functional_impairment", sa.Float(), nullable=True),
        sa.Column("comorbid_anxiety", sa.Float(), nullable=True),
        sa.Column("personality_disorder", sa.Float(), nullable=True),
        sa.Column("psychosocial_stressor", sa.Float(), nullable=True),
        sa.Column("intensified_treatment", sa.Float(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "diagnosis IN ('MDD', 'bipolar_I', 'bipolar_II', 'other')", name=op.f("ck_episode_diagnosis_known")
        ),
        sa.CheckConstraint(
            "severity IN ('subsyndromal', 'mild', 'moderate', 'severe')", name=op.f("ck_episode_severity_known")
        ),
        sa.CheckConstraint("comorbid_anxiety IN (0, 0.5, 1)", name=op.f("ck_episode_comorbid_anxiety_scale")),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name=op.f("ck_episode_ends_after_start")),
        sa.CheckConstraint(
            "functional_impairment IN (0, 1, 2, 3)", name=op.f("ck_episode_functional_impairment_scale")
        ),
        sa.CheckConstraint("intensified_treatment IN (0, 1, 2)", name=op.f("ck_episode_intensified_treatment_scale")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_episode_number_counts")),
        sa.CheckConstraint("personality_disorder IN (0, 0.5, 1)", name=op.f("ck_episode_personality_disorder_scale")),
        sa.CheckConstraint("psychosocial_stressor IN (0, 1)", name=op.f("ck_episode_psychosocial_stressor_scale")),
        sa.ForeignKeyConstraint(["patient_id"], ["person.id"], name=op.f("fk_episode_patient_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_episode")),
        sa.UniqueConstraint("patient_id", "number", name=op.f("uq_episode_patient_id_number")),
    )
    with op.batch_alter_table("episode", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_episode_patient_id"), ["patient_id"], unique=False)

    op.create_table(
        "safety_flag",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("patient_id", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledged_by_id", sa.String(length=32), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.String(length=32), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contact_made", sa.String(length=300), nullable=True),
        sa.Column("assessment_done", sa.String(length=300), nullable=True),
        sa.Column("plan", sa.String(length=1000), nullable=True),
        sa.CheckConstraint(
            "status <> 'acknowledged' OR acknowledged_at IS NOT NULL", name=op.f("ck_safety_flag_acknowledged_or_open")
        ),
        sa.CheckConstraint(
            "status <> 'closed' OR (closed_at IS NOT NULL AND closed_by_id IS NOT NULL)",
            name=op.f("ck_safety_flag_closed_by_whom"),
        ),
        sa.CheckConstraint(
            "status <> 'closed' OR length(trim(coalesce(assessment_done, ''))) > 0",
            name=op.f("ck_safety_flag_assessment_told"),
        ),
        sa.CheckConstraint(
            "status <> 'closed' OR length(trim(coalesce(contact_made, ''))) > 0",
            name=op.f("ck_safety_flag_contact_told"),
        ),
        sa.CheckConstraint(
            "status <> 'closed' OR length(trim(coalesce(plan, ''))) > 0", name=op.f("ck_safety_flag_plan_told")
        ),
        sa.CheckConstraint("status IN ('open', 'acknowledged', 'closed')", name=op.f("ck_safety_flag_status_known")),
        sa.CheckConstraint(
            "(acknowledged_at IS NULL) = (acknowledged_by_id IS NULL)", name=op.f("ck_safety_flag_acknowledged_by_whom")
        ),
        sa.CheckConstraint("tier IN (1, 2)", name=op.f("ck_safety_flag_tier_known")),
        sa.ForeignKeyConstraint(
            ["acknowledged_by_id"], ["person.id"], name=op.f("fk_safety_flag_acknowledged_by_id_person")
        ),
        sa.ForeignKeyConstraint(["closed_by_id"], ["person.id"], name=op.f("fk_safety_flag_closed_by_id_person")),
        sa.ForeignKeyConstraint(["patient_id"], ["person.id"], name=op.f("fk_safety_flag_patient_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safety_flag")),
    )
    with op.batch_alter_table("safety_flag", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_safety_flag_patient_id"), ["patient_id"], unique=False)
        batch_op.create_index(
            "uq_safety_flag_one_open",
            ["patient_id"],
            unique=True,
            sqlite_where=sa.text("status <> 'closed'"),
            postgresql_where=sa.text("status <> 'closed'"),
        )

    op.create_table(
        "standing",
        sa.Column("patient_id", sa.String(length=32), nullable=False),
        sa.Column("clinic_id", sa.String(length=32), nullable=False),
        sa.Column("flag_tier", sa.Integer(), nullable=False),
        sa.Column("flag_opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("flag_acknowledged", sa.Boolean(), nullable=False),
        sa.Column("worse_by_points", sa.Float(), nullable=True),
        sa.Column("decide_on", sa.Date(), nullable=True),
        sa.Column("adequate_on", sa.Date(), nullable=True),
        sa.Column("overdue_from", sa.Date(), nullable=True),
        sa.Column("last_answered_on", sa.Date(), nullable=True),
        sa.Column("latest_score", sa.Float(), nullable=True),
        sa.Column("resistant_by_drugs_alone", sa.Boolean(), nullable=False),
        sa.Column("recent_scores", sa.JSON(), nullable=False),
        sa.CheckConstraint("flag_tier IN (0, 1, 2)", name=op.f("ck_standing_tier_known")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_standing_clinic_id_clinic")),
        sa.ForeignKeyConstraint(["patient_id"], ["person.id"], name=op.f("fk_standing_patient_id_person")),
        sa.PrimaryKeyConstraint("patient_id", name=op.f("pk_standing")),
    )
    with op.batch_alter_table("standing", schema=None) as batch_op:
        batch_op.create_index("ix_standing_clinic", ["clinic_id", "flag_tier"], unique=False)

    op.create_table(
        "trial",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("patient_id", sa.String(length=32), nullable=False),
        sa.Column("episode_id", sa.String(length=32), nullable=False),
        sa.Column("modality", sa.String(length=40), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("stop_reason", sa.String(length=40), nullable=True),
        sa.Column("ascertainment", sa.String(length=40), nullable=False),
        sa.Column("primary_instrument", sa.String(length=40), nullable=False),
        sa.Column("recalled_improvement", sa.String(length=40), nullable=True),
        sa.Column("note", sa.String(length=2000), nullable=True),
        sa.Column("agent", sa.String(length=80), nullable=True),
        sa.Column("role", sa.String(length=40), nullable=True),
        sa.Column("augments_id", sa.String(length=32), nullable=True),
        sa.Column("adherence", sa.Float(), nullable=True),
        sa.Column("adherence_source", sa.String(length=40), nullable=True),
        sa.Column("serum_level_mmol_per_l", sa.Float(), nullable=True),
        sa.Column("therapy", sa.String(length=80), nullable=True),
        sa.Column("format", sa.String(length=40), nullable=True),
        sa.Column("is_evidence_based", sa.Boolean(), nullable=True),
        sa.Column("evidence_reason", sa.String(length=300), nullable=True),
        sa.Column("therapist_experienced", sa.Boolean(), nullable=True),
        sa.Column("therapist_licensed", sa.Boolean(), nullable=True),
        sa.Column("therapist_formal_training", sa.Boolean(), nullable=True),
        sa.Column("therapist_years", sa.Float(), nullable=True),
        sa.Column("therapist_supervised_cases", sa.Integer(), nullable=True),
        sa.Column("attended_count", sa.Integer(), nullable=True),
        sa.Column("procedure", sa.String(length=40), nullable=True),
        sa.Column("placement", sa.String(length=40), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("recorded_by_id", sa.String(length=32), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "adherence_source IN ('self_report', 'refill', 'level', 'clinician')",
            name=op.f("ck_trial_adherence_source_known"),
        ),
        sa.CheckConstraint(
            "ascertainment IN ('prospective', 'record', 'recall')", name=op.f("ck_trial_ascertainment_known")
        ),
        sa.CheckConstraint(
            "format IN ('individual', 'group', 'couple', 'telephone', 'video', 'internet_guided')",
            name=op.f("ck_trial_format_known"),
        ),
        sa.CheckConstraint(
            "modality <> 'medication' OR (agent IS NOT NULL AND role IS NOT NULL)",
            name=op.f("ck_trial_medication_named"),
        ),
        sa.CheckConstraint(
            "modality <> 'neuromodulation' OR procedure IS NOT NULL", name=op.f("ck_trial_neuromodulation_named")
        ),
        sa.CheckConstraint(
            "modality <> 'psychotherapy' OR therapy IS NOT NULL", name=op.f("ck_trial_psychotherapy_named")
        ),
        sa.CheckConstraint(
            "modality IN ('medication', 'psychotherapy', 'neuromodulation')", name=op.f("ck_trial_modality_known")
        ),
        sa.CheckConstraint(
            "placement IN ('bilateral', 'bitemporal', 'bifrontal', 'unilateral')", name=op.f("ck_trial_placement_known")
        ),
        sa.CheckConstraint(
            "procedure IN ('ECT', 'rTMS', 'iTBS', 'tDCS', 'VNS', 'ketamine_iv', 'esketamine', 'psilocybin')",
            name=op.f("ck_trial_procedure_known"),
        ),
        sa.CheckConstraint(
            "recalled_improvement IN ('lt25', '25to49', '50to75', 'gt75')",
            name=op.f("ck_trial_recalled_improvement_known"),
        ),
        sa.CheckConstraint("role IN ('monotherapy', 'combination', 'augmentation')", name=op.f("ck_trial_role_known")),
        sa.CheckConstraint(
            "stop_reason IN ('nonresponse', 'partial_response', 'intolerance', 'remission', 'completed', 'logistics', 'preference', 'other')",
            name=op.f("ck_trial_stop_reason_known"),
        ),
        sa.CheckConstraint("adherence BETWEEN 0 AND 1", name=op.f("ck_trial_adherence_share")),
        sa.CheckConstraint(
            "adherence IS NULL OR adherence_source IS NOT NULL", name=op.f("ck_trial_adherence_has_source")
        ),
        sa.CheckConstraint("attended_count BETWEEN 0 AND 500", name=op.f("ck_trial_attended_counts")),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name=op.f("ck_trial_ends_after_start")),
        sa.CheckConstraint(
            "is_evidence_based IS NULL OR evidence_reason IS NOT NULL", name=op.f("ck_trial_own_reason")
        ),
        sa.CheckConstraint("serum_level_mmol_per_l BETWEEN 0 AND 5", name=op.f("ck_trial_level_positive")),
        sa.CheckConstraint("stop_reason IS NULL OR ended_on IS NOT NULL", name=op.f("ck_trial_stopped_has_end")),
        sa.CheckConstraint("therapist_supervised_cases BETWEEN 0 AND 100000", name=op.f("ck_trial_cases_count")),
        sa.CheckConstraint("therapist_years BETWEEN 0 AND 80", name=op.f("ck_trial_years_counts")),
        sa.ForeignKeyConstraint(["augments_id"], ["trial.id"], name=op.f("fk_trial_augments_id_trial")),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f("fk_trial_episode_id_episode")),
        sa.ForeignKeyConstraint(["patient_id"], ["person.id"], name=op.f("fk_trial_patient_id_person")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["person.id"], name=op.f("fk_trial_recorded_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trial")),
    )
    with op.batch_alter_table("trial", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trial_episode_id"), ["episode_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_trial_patient_id"), ["patient_id"], unique=False)

    op.create_table(
        "check_in",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("patient_id", sa.String(length=32), nullable=False),
        sa.Column("trial_id", sa.String(length=32), nullable=True),
        sa.Column("occasion", sa.String(length=60), nullable=False),
        sa.Column("instruments", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("mode", sa.String(length=40), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(status = 'submitted') = (submitted_at IS NOT NULL)", name=op.f("ck_check_in_submitted_at_known")
        ),
        sa.CheckConstraint("mode IN ('link', 'account', 'staff', 'imported')", name=op.f("ck_check_in_mode_known")),
        sa.CheckConstraint("status IN ('due', 'draft', 'submitted', 'closed')", name=op.f("ck_check_in_status_known")),
        sa.CheckConstraint("closes_on >= due_on", name=op.f("ck_check_in_closes_after_due")),
        sa.CheckConstraint("length(trim(occasion)) > 0", name=op.f("ck_check_in_occasion_given")),
        sa.CheckConstraint(
            "submitted_at IS NULL OR answered_on IS NOT NULL", name=op.f("ck_check_in_submitted_has_day")
        ),
        sa.CheckConstraint("submitted_at IS NULL OR mode IS NOT NULL", name=op.f("ck_check_in_submitted_has_mode")),
        sa.ForeignKeyConstraint(["patient_id"], ["person.id"], name=op.f("fk_check_in_patient_id_person")),
        sa.ForeignKeyConstraint(["trial_id"], ["trial.id"], name=op.f("fk_check_in_trial_id_trial")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in")),
        sa.UniqueConstraint("patient_id", "occasion", name=op.f("uq_check_in_patient_id_occasion")),
    )
    with op.batch_alter_table("check_in", schema=None) as batch_op:
        batch_op.create_index("ix_check_in_due", ["patient_id", "status", "due_on"], unique=False)

    op.create_table(
        "dose_step",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("trial_id", sa.String(length=32), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("mg_per_day", sa.Float(), nullable=False),
        sa.CheckConstraint("mg_per_day >= 0 AND mg_per_day <= 10000", name=op.f("ck_dose_step_dose_possible")),
        sa.CheckConstraint("to_on IS NULL OR to_on >= from_on", name=op.f("ck_dose_step_ends_after_start")),
        sa.ForeignKeyConstraint(["trial_id"], ["trial.id"], name=op.f("fk_dose_step_trial_id_trial")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dose_step")),
        sa.UniqueConstraint("trial_id", "from_on", name=op.f("uq_dose_step_trial_id_from_on")),
    )
    with op.batch_alter_table("dose_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dose_step_trial_id"), ["trial_id"], unique=False)

    op.create_table(
        "treatment_session",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("trial_id", sa.String(length=32), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("attended", sa.Boolean(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.CheckConstraint("minutes BETWEEN 1 AND 600", name=op.f("ck_treatment_session_minutes_possible")),
        sa.CheckConstraint("ordinal BETWEEN 1 AND 20", name=op.f("ck_treatment_session_ordinal_counts")),
        sa.ForeignKeyConstraint(["trial_id"], ["trial.id"], name=op.f("fk_treatment_session_trial_id_trial")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_treatment_session")),
        sa.UniqueConstraint(
            "trial_id", "held_on", "ordinal", name=op.f("uq_treatment_session_trial_id_held_on_ordinal")
        ),
    )
    with op.batch_alter_table("treatment_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_treatment_session_trial_id"), ["trial_id"], unique=False)

    op.create_table(
        "flag_answer",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("flag_id", sa.String(length=32), nullable=False),
        sa.Column("check_in_id", sa.String(length=32), nullable=False),
        sa.Column("instrument", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["check_in_id"], ["check_in.id"], name=op.f("fk_flag_answer_check_in_id_check_in")),
        sa.ForeignKeyConstraint(["flag_id"], ["safety_flag.id"], name=op.f("fk_flag_answer_flag_id_safety_flag")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flag_answer")),
        sa.UniqueConstraint(
            "flag_id",
            "check_in_id",
            "instrument",
            "item",
            name=op.f("uq_flag_answer_flag_id_check_in_id_instrument_item"),
        ),
    )
    with op.batch_alter_table("flag_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_flag_answer_flag_id"), ["flag_id"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("check_in_id", sa.String(length=32), nullable=False),
        sa.Column("made_by_id", sa.String(length=32), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("redeemed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["check_in_id"], ["check_in.id"], name=op.f("fk_invitation_check_in_id_check_in")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_invitation_made_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_check_in_id"), ["check_in_id"], unique=False)

    op.create_table(
        "item_answer",
        sa.Column("check_in_id", sa.String(length=32), nullable=False),
        sa.Column("instrument", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("times_skipped", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'answered') = (value IS NOT NULL)", name=op.f("ck_item_answer_value_only_if_answered")
        ),
        sa.CheckConstraint(
            "state IN ('answered', 'skipped', 'not_applicable')", name=op.f("ck_item_answer_state_known")
        ),
        sa.CheckConstraint("times_skipped BETWEEN 0 AND 2", name=op.f("ck_item_answer_skips_counted")),
        sa.ForeignKeyConstraint(["check_in_id"], ["check_in.id"], name=op.f("fk_item_answer_check_in_id_check_in")),
        sa.PrimaryKeyConstraint("check_in_id", "instrument", "item", name=op.f("pk_item_answer")),
    )
    op.create_table(
        "replaced_answer",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("check_in_id", sa.String(length=32), nullable=False),
        sa.Column("instrument", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('answered', 'skipped', 'not_applicable')", name=op.f("ck_replaced_answer_state_known")
        ),
        sa.ForeignKeyConstraint(["check_in_id"], ["check_in.id"], name=op.f("fk_replaced_answer_check_in_id_check_in")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replaced_answer")),
    )
    with op.batch_alter_table("replaced_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_replaced_answer_check_in_id"), ["check_in_id"], unique=False)

    op.create_table(
        "score",
        sa.Column("check_in_id", sa.String(length=32), nullable=False),
        sa.Column("instrument", sa.String(length=40), nullable=False),
        sa.Column("scale", sa.String(length=40), nullable=False),
        sa.Column("patient_id", sa.String(length=32), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("answered", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("band", sa.String(length=60), nullable=True),
        sa.Column("instrument_version", sa.String(length=20), nullable=False),
        sa.Column("is_total_only", sa.Boolean(), nullable=False),
        sa.CheckConstraint("(status = 'not_scored') = (value IS NULL)", name=op.f("ck_score_unscored_is_null")),
        sa.CheckConstraint("status IN ('complete', 'prorated', 'not_scored')", name=op.f("ck_score_status_known")),
        sa.ForeignKeyConstraint(["check_in_id"], ["check_in.id"], name=op.f("fk_score_check_in_id_check_in")),
        sa.ForeignKeyConstraint(["patient_id"], ["person.id"], name=op.f("fk_score_patient_id_person")),
        sa.PrimaryKeyConstraint("check_in_id", "instrument", "scale", name=op.f("pk_score")),
    )
    with op.batch_alter_table("score", schema=None) as batch_op:
        batch_op.create_index("ix_score_course", ["patient_id", "instrument", "scale", "answered_on"], unique=False)

    op.create_table(
        "visit",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("check_in_id", sa.String(length=32), nullable=True),
        sa.Column("layout", sa.String(length=40), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wrong_birth_dates", sa.Integer(), nullable=False),
        sa.CheckConstraint("(kind = 'link') = (check_in_id IS NOT NULL)", name=op.f("ck_visit_link_is_bound")),
        sa.CheckConstraint("kind IN ('account', 'link', 'demo')", name=op.f("ck_visit_kind_known")),
        sa.CheckConstraint("layout IN ('one', 'list')", name=op.f("ck_visit_layout_known")),
        sa.ForeignKeyConstraint(["check_in_id"], ["check_in.id"], name=op.f("fk_visit_check_in_id_check_in")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_visit_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_visit_token_hash")),
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    """Undo: The first schema"""
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_visit_person_id"))

    op.drop_table("visit")
    with op.batch_alter_table("score", schema=None) as batch_op:
        batch_op.drop_index("ix_score_course")

    op.drop_table("score")
    with op.batch_alter_table("replaced_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_replaced_answer_check_in_id"))

    op.drop_table("replaced_answer")
    op.drop_table("item_answer")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_check_in_id"))

    op.drop_table("invitation")
    with op.batch_alter_table("flag_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_flag_answer_flag_id"))

    op.drop_table("flag_answer")
    with op.batch_alter_table("treatment_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_treatment_session_trial_id"))

    op.drop_table("treatment_session")
    with op.batch_alter_table("dose_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dose_step_trial_id"))

    op.drop_table("dose_step")
    with op.batch_alter_table("check_in", schema=None) as batch_op:
        batch_op.drop_index("ix_check_in_due")

    op.drop_table("check_in")
    with op.batch_alter_table("trial", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_trial_patient_id"))
        batch_op.drop_index(batch_op.f("ix_trial_episode_id"))

    op.drop_table("trial")
    with op.batch_alter_table("standing", schema=None) as batch_op:
        batch_op.drop_index("ix_standing_clinic")

    op.drop_table("standing")
    with op.batch_alter_table("safety_flag", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_safety_flag_one_open",
            sqlite_where=sa.text("status <> 'closed'"),
            postgresql_where=sa.text("status <> 'closed'"),
        )
        batch_op.drop_index(batch_op.f("ix_safety_flag_patient_id"))

    op.drop_table("safety_flag")
    with op.batch_alter_table("episode", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_episode_patient_id"))

    op.drop_table("episode")
    with op.batch_alter_table("earlier_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_earlier_version_patient_id"))

    op.drop_table("earlier_version")
    op.drop_table("credential")
    op.drop_table("check_in_plan")
    with op.batch_alter_table("care_team_member", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_care_team_member_one_now",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_care_team_member_patient_id"))
        batch_op.drop_index(batch_op.f("ix_care_team_member_clinician_id"))

    op.drop_table("care_team_member")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index("ix_person_name")
        batch_op.drop_index(batch_op.f("ix_person_clinic_id"))

    op.drop_table("person")
    op.drop_table("clinic_crisis_text")
    op.drop_table("clinic")
    with op.batch_alter_table("access_log", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_access_log_patient_id"))
        batch_op.drop_index(batch_op.f("ix_access_log_actor_id"))

    op.drop_table("access_log")
