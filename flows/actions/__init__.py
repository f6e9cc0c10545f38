"""The business steps that flows name as `action_...`."""

from rasa_sdk.interfaces import Action

from flows.actions.coalition import (
    AskCall,
    AskCallOk,
    AskGapOk,
    AskPartners,
    ExplainCriteria,
    ExplainLeadPartner,
    ExplainPartner,
    FindPartners,
    ListCalls,
    MorePartners,
    SavePartners,
)
from flows.actions.knowledge import AnswerQuestion, ListExamples, ShowConfusions, ShowExample, ShowTips, TellContact
from flows.actions.profile import (
    ForgetMe,
    ListAreas,
    ListMunicipalities,
    SaveProfile,
    ShowMyData,
    StoreConsent,
    StoreLanguage,
)
from flows.actions.proposal import (
    AddActivity,
    AskActivityNext,
    AskRequested,
    AskReviewNext,
    ListActivities,
    ListOwners,
    MakeDocuments,
    RemoveActivity,
)

ACTIONS: tuple[type[Action], ...] = (
    AddActivity,
    AnswerQuestion,
    AskActivityNext,
    AskCall,
    AskCallOk,
    AskGapOk,
    AskPartners,
    AskRequested,
    AskReviewNext,
    ExplainCriteria,
    ExplainLeadPartner,
    ExplainPartner,
    FindPartners,
    ForgetMe,
    ListActivities,
    ListAreas,
    ListCalls,
    ListExamples,
    ListMunicipalities,
    ListOwners,
    MakeDocuments,
    MorePartners,
    RemoveActivity,
    SavePartners,
    SaveProfile,
    ShowConfusions,
    ShowExample,
    ShowMyData,
    ShowTips,
    StoreConsent,
    StoreLanguage,
    TellContact,
)
