using System.Runtime.InteropServices;
using Aether.Inference;

namespace Aether.FloatNetworks;

/// <summary>
/// Draws texts that have something to learn: verbs and pronouns that agree across what stands between, sums and differences, and questions about what was
/// said some sentences before.
/// </summary>
/// <param name="accept">Whether a sentence may be used; it is drawn again until it may.</param>
internal sealed class Grammar(DeterministicRandom random, Func<ReadOnlySpan<ushort>, bool> accept)
{
    // Behind so many refusals there may be nothing left to say: a question has few forms.
    private const int TriesMax = 40;

    private readonly Draft draft = new(random);
    private bool stuck;

    private sealed record Person(string Name, string Subject, string Object);

    private sealed record Fact(string Who, string Size, string Colour, string Thing, string Preposition, string Place);

    /// <returns>Tokens of a text, and what its choices cost.</returns>
    public (IReadOnlyList<ushort> Tokens, IReadOnlyList<double> Costs) Text()
    {
        do Draw();
        while (stuck);
        return (draft.Tokens, draft.Costs);
    }

    private void Draw()
    {
        stuck = false;
        draft.Return(0, 0);
        draft.Say(Vocabulary.Start);
        switch (draft.Even(3))
        {
            case 0:
                do Sentence(Happening);
                while (draft.Chance(0.5));
                break;
            case 1:
                do Sentence(Count);
                while (draft.Chance(0.4));
                break;
            default:
                Story();
                break;
        }
    }

    private void Sentence(Action say) =>
        Sentence(() =>
        {
            say();
            return 0;
        });

    private T Sentence<T>(Func<T> say)
    {
        (int length, double cost) = (draft.Tokens.Count, draft.Pending);
        for (int attempt = 1; ; attempt++)
        {
            T said = say();
            stuck |= attempt == TriesMax;
            if (stuck || accept(CollectionsMarshal.AsSpan(draft.Tokens)[length..]))
                return said;
            draft.Return(length, cost);
        }
    }

    private Person AnyPerson() =>
        draft.Chance(0.5) ? new Person(draft.Pick(Vocabulary.Women), "she", "her") : new Person(draft.Pick(Vocabulary.Men), "he", "him");

    /// <summary>"the old dogs near the tree that see anna follow the cat because they fear it ."</summary>
    private void Happening()
    {
        (bool many, string subject, _) = Participant(null, mayBePerson: true);
        if (draft.Chance(0.4))
        {
            draft.Say(draft.Pick(Vocabulary.Prepositions), "the", draft.Pick(Vocabulary.Places));
            if (draft.Chance(0.5))
            {
                draft.Say("and", "the");
                draft.Say(Noun(draft.Pick(Vocabulary.Things), draft.Chance(0.5)));
            }
        }
        if (draft.Chance(0.3))
        {
            draft.Say("that", Noun(draft.Pick(Vocabulary.Verbs), many));
            Participant(many, mayBePerson: true);
        }
        draft.Say(Noun(draft.Pick(Vocabulary.Verbs), many));
        (_, _, string other) = Participant(many, mayBePerson: false);
        if (draft.Chance(0.6))
            draft.Say("because", subject, Noun(draft.Pick(Vocabulary.Verbs), many), other);
        draft.Say(".");
    }

    /// <param name="unlike">Number that is less likely here, so that the nearest noun misleads; null for none.</param>
    /// <returns>Whether they are many, and the pronouns that stand for them.</returns>
    private (bool Many, string Subject, string Object) Participant(bool? unlike, bool mayBePerson)
    {
        if (mayBePerson && draft.Chance(0.3))
        {
            Person person = AnyPerson();
            draft.Say(person.Name);
            return (false, person.Subject, person.Object);
        }
        bool many = draft.Chance(unlike is bool number ? (number ? 0.3 : 0.7) : 0.5);
        draft.Say("the");
        if (draft.Chance(0.4))
            draft.Say(draft.Pick(draft.Chance(0.5) ? Vocabulary.Sizes : Vocabulary.Colours));
        draft.Say(Noun(draft.Pick(Vocabulary.Animals), many));
        return (many, many ? "they" : "it", many ? "them" : "it");
    }

    /// <summary>"ben has three red balls and buys four more , so now he has seven red balls ."</summary>
    private void Count()
    {
        Person person = AnyPerson();
        bool more = draft.Chance(0.5);
        int first = more ? 1 + draft.Even(9) : 2 + draft.Even(9);
        int second = 1 + draft.Even(more ? 9 : first - 1);
        int now = more ? first + second : first - second;
        string colour = draft.Pick(Vocabulary.Colours);
        (string, string) thing = draft.Pick(Vocabulary.Things);
        draft.Say(person.Name, "has", Vocabulary.Numbers[first - 1], colour, Noun(thing, first > 1));
        draft.Say("and", more ? "buys" : "loses", Vocabulary.Numbers[second - 1]);
        if (more)
            draft.Say("more");
        draft.Say(",", "so", "now", person.Subject, "has", Vocabulary.Numbers[now - 1], colour, Noun(thing, now > 1));
        draft.Say(more ? ["."] : ["left", "."]);
    }

    /// <summary>"anna puts the small red key under the bed . .. where is the small red key ? under the bed ."</summary>
    private void Story()
    {
        List<Fact> facts = [];
        do facts.Add(Sentence(Place));
        while (facts.Count < 3 && draft.Chance(0.6));
        List<Fact> open = [.. facts];
        do
        {
            Fact asked = Sentence(() => Question(open[draft.Even(open.Count)]));
            open.Remove(asked);
        } while (open.Count > 0 && draft.Chance(0.6));
    }

    private Fact Place()
    {
        Fact fact = new(
            AnyPerson().Name,
            draft.Pick(Vocabulary.Sizes),
            draft.Pick(Vocabulary.Colours),
            draft.Pick(Vocabulary.Things).One,
            draft.Pick(Vocabulary.Prepositions),
            draft.Pick(Vocabulary.Places)
        );
        draft.Say(fact.Who, "puts", "the", fact.Size, fact.Colour, fact.Thing, fact.Preposition, "the", fact.Place, ".");
        return fact;
    }

    private Fact Question(Fact fact)
    {
        if (draft.Chance(0.5))
            draft.Say("where", "is", "the", fact.Size, fact.Colour, fact.Thing, "?", fact.Preposition, "the", fact.Place, ".");
        else
            draft.Say(
                "who",
                "put",
                "the",
                fact.Size,
                fact.Colour,
                fact.Thing,
                fact.Preposition,
                "the",
                fact.Place,
                "?",
                fact.Who,
                "did",
                "."
            );
        return fact;
    }

    private static string Noun((string One, string Many) word, bool many) => many ? word.Many : word.One;
}
