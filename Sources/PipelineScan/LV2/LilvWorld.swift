import CLilv

/// lilv's world with one bundle in it: no specifications, no other bundles, no plugin code.
struct LilvWorld: ~Copyable {
    let pointer: OpaquePointer
    let vocabulary: Vocabulary

    /// - Parameter folder: absolute path of the bundle, without a slash at the end.
    init?(bundle folder: String) {
        guard let world = lilv_world_new() else { return nil }
        pointer = world
        vocabulary = Vocabulary(world)
        let no = lilv_new_bool(world, false)
        lilv_world_set_option(world, LILV_OPTION_DYN_MANIFEST, no)
        lilv_node_free(no)
        // The slash at the end is what makes it a bundle to lilv.
        let place = lilv_new_file_uri(world, nil, folder + "/")
        lilv_world_load_bundle(world, place)
        lilv_node_free(place)
    }

    deinit {
        vocabulary.free()
        lilv_world_free(pointer)
    }

    /// The bundle's plugins, by URI.
    func plugins() -> [(uri: String, plugin: OpaquePointer)] {
        let all = lilv_world_get_all_plugins(pointer)
        var plugins: [(uri: String, plugin: OpaquePointer)] = []
        var place = lilv_plugins_begin(all)
        while !lilv_plugins_is_end(all, place) {
            if let plugin = lilv_plugins_get(all, place),
                let uri = lilv_plugin_get_uri(plugin).flatMap({ lilv_node_as_uri($0) })
            {
                plugins.append((String(cString: uri), plugin))
            }
            place = lilv_plugins_next(all, place)
        }
        return plugins.sorted { $0.uri < $1.uri }
    }

    /// The values of a property, as texts.
    func texts(_ subject: OpaquePointer?, _ predicate: OpaquePointer?) -> [String] {
        LilvNode.texts(owned: lilv_world_find_nodes(pointer, subject, predicate, nil))
    }

    /// The first value of a property.
    func value(_ subject: OpaquePointer?, _ predicate: OpaquePointer?) -> LilvNode? {
        LilvNode(owned: lilv_world_get(pointer, subject, predicate, nil))
    }
}

/// A node that is ours to free.
struct LilvNode: ~Copyable {
    let pointer: OpaquePointer

    /// - Returns: `nil` for no node.
    init?(owned pointer: OpaquePointer?) {
        guard let pointer else { return nil }
        self.pointer = pointer
    }

    deinit { lilv_node_free(pointer) }

    var text: String { LilvNode.text(pointer) }

    /// The number it stands for: a numeric literal in full precision, true as 1, false as 0.
    var number: Double? {
        if lilv_node_is_bool(pointer) { return lilv_node_as_bool(pointer) ? 1 : 0 }
        guard lilv_node_is_float(pointer) || lilv_node_is_int(pointer) else { return nil }
        let number = Double(text)
        return number.flatMap { $0.isFinite ? $0 : nil }
    }

    static func text(_ pointer: OpaquePointer?) -> String {
        lilv_node_as_string(pointer).map { String(cString: $0) } ?? ""
    }

    /// The texts of a collection, which stays its owner's.
    static func texts(in nodes: UnsafeRawPointer?) -> [String] {
        guard let nodes else { return [] }
        var texts: [String] = []
        var place = lilv_nodes_begin(nodes)
        while !lilv_nodes_is_end(nodes, place) {
            texts.append(text(lilv_nodes_get(nodes, place)))
            place = lilv_nodes_next(nodes, place)
        }
        return texts
    }

    /// The texts of a collection that is ours to free.
    static func texts(owned nodes: UnsafeMutableRawPointer?) -> [String] {
        defer { lilv_nodes_free(nodes) }
        return texts(in: UnsafeRawPointer(nodes))
    }

    /// The local files of a collection, as absolute paths.
    static func paths(in nodes: UnsafeRawPointer?) -> [String] {
        guard let nodes else { return [] }
        var paths: [String] = []
        var place = lilv_nodes_begin(nodes)
        while !lilv_nodes_is_end(nodes, place) {
            if let path = lilv_node_get_path(lilv_nodes_get(nodes, place), nil) {
                paths.append(String(cString: path))
                lilv_free(path)
            }
            place = lilv_nodes_next(nodes, place)
        }
        return paths
    }
}
